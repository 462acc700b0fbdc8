using System.Text.RegularExpressions;

namespace Conventions.Samples;

/// <summary>
/// A block of C# on a page. What it needs and a reader does not is written above it, in a comment that begins with
/// <c>sample-prelude</c>: types that the block uses or, in a <c>partial class Sample</c>, members beside its own.
/// </summary>
internal sealed partial record MarkdownSample(string Page, int Number, int Line, string Code, string Prelude)
{
    public string Namespace => $"Samples.{NotLetters.Replace(Page, "")}.Block{Number}";

    public static IReadOnlyList<MarkdownSample> On(string page, string text)
    {
        var samples = new List<MarkdownSample>();
        var prelude = "";
        foreach (var part in Part.EnumerateMatches(text))
        {
            var match = Part.Match(text, part.Index, part.Length);
            if (match.Groups["prelude"] is { Success: true } hidden)
            {
                prelude = $"#line {LineAt(text, hidden.Index)} \"{page}\"\n{hidden.Value}";
            }
            else if (match.Groups["code"] is { Success: true } code)
            {
                samples.Add(new(page, samples.Count + 1, LineAt(text, code.Index), code.Value, prelude));
                prelude = "";
            }
        }

        return samples;
    }

    private static int LineAt(string text, int index) => text.AsSpan(0, index).Count('\n') + 1;

    // A fence of another language is matched too, so that what stands inside it is not taken for a fence of C#.
    [GeneratedRegex(
        """
            ^[ ]*<!--\s*sample-prelude\b(?<prelude>.*?)-->
            |^[ ]*```(csharp|cs|c\#)[ ]*\n(?<code>.*?)^[ ]*```[ ]*$
            |^[ ]*```.*?^[ ]*```[ ]*$
            """,
        RegexOptions.ExplicitCapture
            | RegexOptions.IgnorePatternWhitespace
            | RegexOptions.Multiline
            | RegexOptions.Singleline,
        1000
    )]
    private static partial Regex Part { get; }

    [GeneratedRegex("[^A-Za-z]", RegexOptions.None, 1000)]
    private static partial Regex NotLetters { get; }
}
