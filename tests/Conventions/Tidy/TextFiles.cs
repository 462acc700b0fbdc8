using System.Text.RegularExpressions;

namespace Conventions.Tidy;

/// <summary>What no text file may hold, whatever its language.</summary>
internal static partial class TextFiles
{
    private static readonly string[] Written =
    [
        ".cs",
        ".csproj",
        ".md",
        ".props",
        ".sh",
        ".sql",
        ".targets",
        ".yaml",
        ".yml",
    ];

    public static IEnumerable<string> Violations(string path, string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            return []; // not a text file
        }

        var mark = text.StartsWith('\uFEFF') ? [$"{path}:1: a byte order mark"] : Array.Empty<string>();
        var places = Find(path, text, MachinePath, "a path of somebody's machine");
        return mark.Concat(places).Concat(Leftovers(path, text));
    }

    private static IEnumerable<string> Leftovers(string path, string text)
    {
        const string Message = "work left for later: do it or write an issue";
        if (!Written.Contains(Path.GetExtension(path), StringComparer.Ordinal))
        {
            return [];
        }

        // In C# only a comment can say it: a string may be about the word, as in the tests of this very convention.
        var file = path.EndsWith(".cs", StringComparison.Ordinal) ? new SourceFile(path, text) : null;
        return file is null
            ? Find(path, text, Leftover, Message)
            : file.Comments()
                .Where(note => Leftover.IsMatch(note.ToFullString()))
                .Select(note => file.At(note, Message));
    }

    private static IEnumerable<string> Find(string path, string text, Regex pattern, string message) =>
        pattern
            .Matches(text)
            .Select(match => $"{path}:{text.AsSpan(0, match.Index).Count('\n') + 1}: {message}: {match.Value}");

    [GeneratedRegex(@"\b(TODO|FIXME|HACK)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Leftover { get; }

    [GeneratedRegex(@"(?<![\w.~-])/(root|home)/|\b[A-Z]:\\Users\\", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MachinePath { get; }
}
