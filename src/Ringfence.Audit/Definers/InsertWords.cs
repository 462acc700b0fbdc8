using System.Collections.Immutable;
using Ringfence.Catalog.Expressions;

namespace Ringfence.Audit.Definers;

/// <summary>What the words of an insert say after the name of its table.</summary>
internal sealed class InsertWords
{
    private static readonly string[] Beginning = ["select", "with", "values", "table", "("];

    /// <param name="words">The statement.</param>
    /// <param name="table">Where the name of the table stands.</param>
    public InsertWords(ImmutableArray<Token> words, int table)
    {
        var at = table + 1;
        at += Is(words, at, "as") ? 2 : 0;
        if (Is(words, at, "(") && !(at + 1 < words.Length && Array.Exists(Beginning, words[at + 1].Is)))
        {
            Columns = [.. Parts(words, ref at).Select(static part => part.IsEmpty ? "" : part[0].Text)];
        }

        at += Is(words, at, "overriding") ? 3 : 0;
        HasOnlyDefaults = Is(words, at, "default");
        for (at = Is(words, at, "values") ? at + 1 : words.Length; Is(words, at, "("); at += Is(words, at, ",") ? 1 : 0)
        {
            Rows.Add(Parts(words, ref at));
        }
    }

    /// <summary>The columns that it lists; null where it lists none.</summary>
    public ImmutableArray<string>? Columns { get; }

    /// <summary>What it gives them, a row each; empty where a select does.</summary>
    public List<List<ImmutableArray<Token>>> Rows { get; } = [];

    /// <summary><c>default values</c>.</summary>
    public bool HasOnlyDefaults { get; }

    private static bool Is(ImmutableArray<Token> words, int at, string word) => at < words.Length && words[at].Is(word);

    /// <summary>What stands between the commas of a list, and goes on after it.</summary>
    private static List<ImmutableArray<Token>> Parts(ImmutableArray<Token> words, ref int at)
    {
        var parts = new List<ImmutableArray<Token>>();
        var (depth, start) = (0, at + 1);
        for (; at < words.Length; at++)
        {
            depth +=
                words[at].Is("(") || words[at].Is("[") ? 1
                : words[at].Is(")") || words[at].Is("]") ? -1
                : 0;
            if (depth == 0 || (depth == 1 && words[at].Is(",")))
            {
                parts.Add(words[start..at]);
                start = at + 1;
            }

            if (depth == 0)
            {
                at++;
                break;
            }
        }

        return parts;
    }
}
