using System.Text;

namespace Ringfence.Sql;

/// <summary>A name to write into DDL: always quoted, never cut short by the server.</summary>
internal sealed record SqlName
{
    /// <summary>PostgreSQL's <c>NAMEDATALEN</c> less one, in bytes: a longer name would silently become another.</summary>
    private const int MaxBytes = 63;

    private SqlName(string text) => Text = text;

    public string Text { get; }

    public string Quoted => $"\"{Text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static SqlName Parse(string text) =>
        text.Length > 0
        && !text.Contains('\0', StringComparison.Ordinal)
        && Encoding.UTF8.GetByteCount(text) <= MaxBytes
            ? new(text)
            : throw new SqlNameInvalidException(text);

    public override string ToString() => Quoted;
}
