using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Ringfence.Catalog;

/// <summary>
/// A table's name as the manifest and the command line write it: <c>schema.table</c>, exact and not folded to lower case. A
/// part with a dot or a double quote in it stands in double quotes, with those inside doubled.
/// </summary>
internal sealed record TableName(string Schema, string Name)
{
    private const char Quote = '"';

    public override string ToString() => $"{Written(Schema)}.{Written(Name)}";

    public static bool TryParse(string text, [NotNullWhen(true)] out TableName? name)
    {
        var end = Part(text, 0, out var schema);
        var isWhole = end < text.Length && text[end] == '.';
        end = Part(text, end + 1, out var table);
        name = isWhole && end == text.Length && schema.Length > 0 && table.Length > 0 ? new(schema, table) : null;
        return name is not null;
    }

    /// <summary>Where the part ends; an unclosed one ends past the text.</summary>
    private static int Part(string text, int start, out string part)
    {
        part = "";
        if (start >= text.Length)
        {
            return start;
        }

        if (text[start] != Quote)
        {
            var end = text.IndexOfAny(['.', Quote], start);
            end = end < 0 ? text.Length : end;
            part = text[start..end];
            return end;
        }

        var letters = new StringBuilder();
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] != Quote)
            {
                letters.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == Quote)
            {
                letters.Append(text[i++]);
            }
            else
            {
                part = letters.ToString();
                return i + 1;
            }
        }

        return text.Length + 1;
    }

    private static string Written(string part) =>
        part.AsSpan().ContainsAny('.', Quote) ? $"\"{part.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : part;
}
