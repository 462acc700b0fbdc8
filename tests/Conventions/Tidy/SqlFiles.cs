using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Conventions.Tidy;

/// <summary>SQL is lower case and names its columns. Bodies in dollar quotes are SQL too, and looked at.</summary>
internal static partial class SqlFiles
{
    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.Singleline;

    private const string Keywords = """
        add all alter analyze and any as asc begin between bigint by call cascade case cast check column comment commit
        concurrently conflict constraint create cross current database declare default definer delete desc distinct do
        drop each else elsif end except exception execute exists extension false fetch filter for force foreign from
        full function grant group having if immutable in index inherit inner insert instead integer intersect into
        invoker is join jsonb key language lateral left like limit lock loop materialized natural not null of offset on
        only or order outer over owner parallel partition perform policy primary privileges procedure public raise
        recursive references release replace restrict return returning returns revoke right role rollback row safe
        savepoint schema security select sequence session set stable table temporary text then to transaction trigger
        true truncate union unique update using uuid values view volatile when where while window with
        """;

    private static readonly FrozenSet<string> Known = Keywords
        .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> Violations(string path, string text)
    {
        var bare = Quoted.Replace(text, match => Blank().Replace(match.Value, " "));
        var shouted = Word.Matches(bare)
            .Where(word => Known.Contains(word.Value) && word.Value.Any(char.IsAsciiLetterUpper))
            .Select(word => At(word, $"{word.Value} is not lower case"));
        var stars = Star.Matches(bare).Select(star => At(star, "select * reads columns that do not exist yet"));

        return shouted.Concat(stars);

        string At(Match match, string message) => $"{path}:{bare.AsSpan(0, match.Index).Count('\n') + 1}: {message}";
    }

    // Comments, strings (E'…' with its backslashes first) and quoted names.
    [GeneratedRegex(@"--[^\n]*|/\*.*?\*/|\b[eE]'([^'\\]|''|\\.)*'|'([^']|'')*'|""([^""]|"""")*""", Options, 1000)]
    private static partial Regex Quoted { get; }

    [GeneratedRegex("[A-Za-z_][A-Za-z_0-9]*", RegexOptions.None, 1000)]
    private static partial Regex Word { get; }

    [GeneratedRegex(@"\bselect\s+((all|distinct)\s+)?(\w+\.)?\*", RegexOptions.IgnoreCase | Options, 1000)]
    private static partial Regex Star { get; }

    [GeneratedRegex(@"[^\n]", RegexOptions.None, 1000)]
    private static partial Regex Blank();
}
