using System.Text.RegularExpressions;

namespace Ringfence.Audit.Subjects;

/// <summary>Names as <c>quote_ident</c> writes them, but that no name is taken for a keyword.</summary>
internal static partial class QualifiedName
{
    public static string Of(string schema, string name) => $"{Quote(schema)}.{Quote(name)}";

    public static string Quote(string name) =>
        Plain.IsMatch(name) ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    [GeneratedRegex("^[a-z_][a-z0-9_$]*\\z", RegexOptions.None, 1000)]
    private static partial Regex Plain { get; }
}
