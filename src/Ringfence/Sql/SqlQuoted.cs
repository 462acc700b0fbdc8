namespace Ringfence.Sql;

/// <summary>A name that the server itself quoted, with <c>format('%I')</c>.</summary>
internal sealed record SqlQuoted(string Text);
