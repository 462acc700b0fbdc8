using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Subjects;

/// <summary>A function's body, taken apart once: it is asked for the name of every table.</summary>
internal sealed partial class FunctionText
{
    private readonly Lazy<FrozenSet<string>> _words;

    public FunctionText(Function function)
    {
        Body = Comment.Replace(function.SqlBody ?? function.Source ?? "", " ").ToLowerInvariant();
        _words = new(() => Word.Matches(Body).Select(match => match.Value).ToFrozenSet(StringComparer.Ordinal));
    }

    /// <summary>Without comments, in small letters; empty for one in C.</summary>
    public string Body { get; }

    /// <summary>Whether it is one of the body's words; null where it is no word, and has to be looked for.</summary>
    public bool? IsWord(string name)
    {
        var word = name.ToLowerInvariant();
        return Word.Match(word) is { Success: true } match && match.Length == word.Length
            ? _words.Value.Contains(word)
            : null;
    }

    [GeneratedRegex(@"--[^\n]*|/\*.*?\*/", RegexOptions.Singleline, 1000)]
    private static partial Regex Comment { get; }

    [GeneratedRegex(@"[\w$]+", RegexOptions.None, 1000)]
    private static partial Regex Word { get; }
}
