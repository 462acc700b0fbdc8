using System.Collections.Immutable;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;

namespace Ringfence.Audit.Definers;

/// <summary>Which texts of a body may be run: by the statement that holds them, or by another that they are handed to.</summary>
internal sealed class RunTexts
{
    /// <summary>The words of the statements that run a text, and of those that give their variables a value.</summary>
    private readonly HashSet<string> _run = new(StringComparer.Ordinal);

    /// <param name="statements">The body.</param>
    public RunTexts(List<ImmutableArray<Token>> statements)
    {
        int before;
        do
        {
            before = _run.Count;
            foreach (var words in statements.Where(words => Runs(words) || WrittenNames.In(words).Any(_run.Contains)))
            {
                _run.UnionWith(
                    words.Where(static word => word.Kind != TokenKind.Text).Select(static word => word.Text)
                );
            }
        } while (_run.Count > before);
    }

    /// <summary>Whether the texts of a statement may be run. What is said to a user or a log is not.</summary>
    public bool Has(ImmutableArray<Token> words) =>
        !words[0].Is("raise") && (Runs(words) || WrittenNames.In(words).Any(_run.Contains));

    private static bool Runs(ImmutableArray<Token> words) => words.Any(DynamicSql.RunsText);
}
