using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Ringfence.Audit;

/// <summary>The page of a rule, as embedded.</summary>
internal sealed partial record RulePage
{
    private static readonly ConcurrentDictionary<Type, RulePage> Pages = new();

    private RulePage(string text) => Text = text;

    /// <summary>The whole page, in Markdown.</summary>
    public string Text { get; }

    /// <summary>The heading, without the rule's id.</summary>
    public string Title => Heading.Match(Text).Groups["title"].Value;

    public static RulePage Of(Type rule) => Pages.GetOrAdd(rule, Read);

    public static RulePage Parse(string text) => new(text);

    /// <summary>The text under a heading of the second order; empty where there is none.</summary>
    public string Section(string heading)
    {
        var start = Text.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        if (start < 0)
        {
            return "";
        }

        var begin = Text.IndexOf('\n', start + 1) + 1;
        var end = Text.IndexOf("\n## ", begin - 1, StringComparison.Ordinal);
        return Text[begin..(end < 0 ? Text.Length : end)].Trim();
    }

    /// <summary>The blocks of SQL under a heading.</summary>
    public IEnumerable<string> Blocks(string heading) =>
        Block.Matches(Section(heading)).Select(match => match.Groups["sql"].Value);

    private static RulePage Read(Type rule)
    {
        using var stream =
            rule.Assembly.GetManifestResourceStream($"{rule.FullName}.md")
            ?? throw new InvalidOperationException($"{rule.Name}.md is not embedded beside {rule}.");
        using var reader = new StreamReader(stream);
        return new(reader.ReadToEnd());
    }

    [GeneratedRegex("^# RF[0-9]{3}: (?<title>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Heading { get; }

    [GeneratedRegex("^```sql\n(?<sql>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex Block { get; }
}
