using Ringfence.Sql;

namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>
/// Writes a statement as a value in another. Line by line: EF Core indents what it puts into an idempotent script, and
/// would indent the texts in it, too.
/// </summary>
internal static class SqlLines
{
    /// <summary>An expression of type <c>text</c>, to stand after <c>pg_catalog.</c> where names are not pinned.</summary>
    public static SqlQuoted Text(string sql)
    {
        var lines = sql.Split('\n').Select(Quoted);
        return new($"array_to_string(array[\n        {string.Join(",\n        ", lines)}\n    ], E'\\n')");
    }

    /// <summary>An expression of type <c>text[]</c>.</summary>
    public static SqlQuoted Array(IEnumerable<string> texts) =>
        new($"array[\n    {string.Join(",\n    ", texts.Select(Quoted))}\n]");

    /// <summary>One text of one line.</summary>
    public static SqlQuoted Literal(string text) => new(Quoted(text));

    /// <summary>A block that nothing in it ends.</summary>
    public static string Block(string body)
    {
        var tag = "$ringfence$";
        for (var number = 1; body.Contains(tag, StringComparison.Ordinal); number++)
        {
            tag = $"$ringfence{number}$";
        }

        return $"do {tag}\n{body}\n{tag};\n";
    }

    /// <summary>
    /// With no carriage return, at which EF Core parts lines too, and without what ends the blocks that it writes around
    /// each command of an idempotent script.
    /// </summary>
    private static string Quoted(string text)
    {
        var quoted = new SqlLiteral(text).Quoted;
        if (!text.Contains('\r', StringComparison.Ordinal) && !text.Contains("$EF$", StringComparison.Ordinal))
        {
            return quoted;
        }

        return (text.Contains('\\', StringComparison.Ordinal) ? quoted : $" E{quoted}")
            .Replace("\r", "\\r", StringComparison.Ordinal)
            .Replace("$EF$", "\\x24EF\\x24", StringComparison.Ordinal);
    }
}
