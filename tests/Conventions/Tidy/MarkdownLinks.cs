using System.Text.RegularExpressions;

namespace Conventions.Tidy;

/// <summary>A relative link leads to a file or a folder of this repository.</summary>
internal static partial class MarkdownLinks
{
    public static IEnumerable<string> Violations(string path, string text, Func<string, bool> exists)
    {
        var prose = Code.Replace(text, match => new string('\n', match.Value.Count('\n'.Equals)));

        return Link.Matches(prose)
            .Where(link => !exists(Resolve(path, link.Groups["target"].Value)))
            .Select(link =>
                $"{path}:{prose.AsSpan(0, link.Index).Count('\n') + 1}: no such file: {link.Groups["target"].Value}"
            );
    }

    // Path.GetFullPath needs a root to walk up to; none of a repository's paths begins with one.
    private static string Resolve(string path, string target) =>
        Path.GetRelativePath("/", Path.GetFullPath(Uri.UnescapeDataString(target), $"/{Path.GetDirectoryName(path)}"));

    [GeneratedRegex("^ *```.*?^ *```|`[^`\n]*`|<!--.*?-->", RegexOptions.Singleline | RegexOptions.Multiline, 1000)]
    private static partial Regex Code { get; }

    // [text](target#part "title") and [name]: target; neither https://… nor #part alone nor /absolute.
    [GeneratedRegex(
        @"(\]\(|^\[[^\]]+\]:)\s*<?(?![a-z][a-z0-9+.-]*:|\#|/)(?<target>[^)\s#>]+)",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        1000
    )]
    private static partial Regex Link { get; }
}
