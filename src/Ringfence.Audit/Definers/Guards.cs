using Ringfence.Audit.Predicates;
using Ringfence.Catalog.Expressions;

namespace Ringfence.Audit.Definers;

/// <summary>
/// The conditions under which a plpgsql body ends before it does anything: <c>if … then raise exception …; end if;</c> or
/// <c>return;</c>, with nothing before but variables that are given a value.
/// </summary>
internal static class Guards
{
    /// <summary>Levels at which <c>raise</c> goes on.</summary>
    private static readonly string[] Harmless = ["debug", "log", "info", "notice", "warning"];

    /// <summary>What takes an error, and goes on.</summary>
    private const string Handler = "exception";

    public static IEnumerable<Expression> Of(IReadOnlyList<BodyStatement> statements)
    {
        if (statements.Any(static statement => statement.Begins(Handler)))
        {
            yield break;
        }

        var left = statements.Where(static statement => !statement.Words.IsEmpty).ToList();
        for (var at = 0; at < left.Count; at++)
        {
            if (left[at].IsDeclared || left[at].IsAssignment)
            {
                continue;
            }

            if (
                at + 2 >= left.Count
                || !left[at].Begins("if")
                || left[at].Tree is not { } tree
                || !Ends(left[at + 1])
                || left[at + 2].Words is not [{ Text: "end" }, { Text: "if" }]
            )
            {
                yield break;
            }

            if (KeyReader.Target(tree) is { } condition)
            {
                yield return condition;
            }

            at += 2;
        }
    }

    private static bool Ends(BodyStatement statement) =>
        statement.Words is [{ Text: "return" }]
        || statement.Words is [{ Text: "return" }, { Text: "null" or "false" }]
        || (
            statement.Begins("raise")
            && statement.Words.Length > 1
            && !Array.Exists(Harmless, level => statement.Words[1].Is(level))
        );
}
