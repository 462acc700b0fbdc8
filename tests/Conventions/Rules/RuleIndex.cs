using System.Text;
using System.Text.RegularExpressions;

namespace Conventions.Rules;

/// <summary>The index of the audit's rules, made from their pages.</summary>
internal static partial class RuleIndex
{
    public const string Path = "docs/rules/README.md";
    public const string Folder = "src/Ringfence.Audit/Rules/";

    private const string Head = """
        # Rules of the audit

        Made from the rules' pages: `RINGFENCE_ACCEPT_RULES=1` and the tests of `tests/Conventions` write it anew.
        What they are for is in [The audit](../audit.md).

        """;

    private static readonly string[] Families =
    [
        "Roles",
        "Tables",
        "Policies",
        "Views, functions and triggers",
        "Keys",
        "Grants",
        "Binding and operations",
        "Speed",
        "Versions",
    ];

    public static string Render(IEnumerable<(string Path, string Text)> pages)
    {
        var rules = pages
            .Select(page => (page.Path, Title: Title.Match(page.Text), Severity: Severity.Match(page.Text)))
            .Where(page => page.Title.Success && page.Severity.Success)
            .OrderBy(page => page.Title.Groups["id"].Value, StringComparer.Ordinal)
            .GroupBy(page => page.Title.Groups["id"].Value[2] - '1');
        var text = new StringBuilder(Head);
        foreach (var family in rules)
        {
            text.Append(null, $"\n## {Families[family.Key]}\n\n| rule | severity | finds |\n| --- | --- | --- |\n");
            foreach (var (path, title, severity) in family)
            {
                text.Append(
                    null,
                    $"| [{title.Groups["id"].Value}](../../{path}) | {severity.Groups["word"].Value} | {title.Groups["title"].Value} |\n"
                );
            }
        }

        return text.ToString();
    }

    [GeneratedRegex("\\A# (?<id>RF[1-9][0-9]{2}): (?<title>.+)$", Options, 1000)]
    private static partial Regex Title { get; }

    [GeneratedRegex("^Severity: (?<word>error|warning|note)\\.$", Options, 1000)]
    private static partial Regex Severity { get; }

    private const RegexOptions Options = RegexOptions.Multiline | RegexOptions.ExplicitCapture;
}
