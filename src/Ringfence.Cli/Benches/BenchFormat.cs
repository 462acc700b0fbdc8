namespace Ringfence.Cli.Benches;

/// <summary>How what was measured is printed.</summary>
internal enum BenchFormat
{
    Text,
    Json,
}
