namespace Ringfence.Cli.Maps;

/// <summary>How a map is printed.</summary>
internal enum MapFormat
{
    Table,
    Tree,
    Json,
    Mermaid,
    Dot,
}
