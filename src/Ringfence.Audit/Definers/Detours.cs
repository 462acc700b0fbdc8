using System.Collections.Immutable;
using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Definers;

/// <summary>
/// The views and functions that a body names and that lead to tenant tables past their policies: views as whom they read,
/// functions as their owner where they are definer functions and as the body's otherwise.
/// </summary>
/// <param name="subject">The catalog.</param>
/// <param name="keys">What says who calls.</param>
/// <param name="judge">Judges a function that is called so many calls deep.</param>
internal sealed class Detours(AuditSubject subject, Lazy<CallerKeys> keys, Func<Function, int, DefinerRead?> judge)
{
    private readonly ILookup<string, Table> _relations = subject.Snapshot.Tables.ToLookup(
        static table => table.Name,
        StringComparer.Ordinal
    );

    /// <summary>Those whose bodies are worth a look: the contract's have been looked at.</summary>
    private readonly ILookup<string, Function> _functions = subject
        .Snapshot.Functions.Where(static one =>
            one is { IsSystem: false, IsTrigger: false, Extension: null }
            && one.Schema != "ringfence"
            && one.Kind is FunctionKind.Function or FunctionKind.Procedure
        )
        .ToLookup(static one => one.Name, StringComparer.Ordinal);

    /// <param name="function">Whose body; its owner is whom it runs as.</param>
    /// <param name="calls">How many calls deep it is.</param>
    public ImmutableArray<Detour> Of(Function function, int calls)
    {
        ImmutableArray<Token> words = [.. function.Tokens ?? []];
        return
        [
            .. Enumerable
                .Range(0, words.Length)
                .Select(at =>
                    BodyNames.At(words, at, out var isCall) is not { } name ? null
                    : isCall ? ByCall([.. _functions[name.Last].Where(one => Is(one.Schema, name))], function, calls)
                    : name.Schema is null && BodyNames.IsHidden(words, name.Last) ? null
                    : _relations[name.Last].Where(one => Is(one.Schema, name)).Take(2).ToList()
                        is [{ Kind: TableKind.View } view]
                        ? ByView(view, function, calls)
                    : null
                )
                .OfType<Detour>()
                .Distinct(),
        ];
    }

    private static bool Is(string schema, DottedName name) => name.Schema is null || name.Schema == schema;

    private Detour? ByView(Table view, Function function, int calls)
    {
        var within = Within(view);
        var reads =
            from read in subject.ReadsAs(view)
            let table = subject.Find(read.Table.Oid)
            let reader = read.Reader ?? function.Owner
            where table is { IsRoot: false } && !subject.Roles.Has(reader) && !subject.Filters(read.By, table.Table)
            let kept = subject.Owners.Of(reader, table, function.Commands())
            where kept != Verdict.Implies
            orderby kept != Verdict.DoesNot
            select new Detour(view.Schema, view.Name, false, table, Check(kept == Verdict.DoesNot, within, null))
            {
                Doubt =
                    kept == Verdict.DoesNot
                        ? null
                        : $"whether the policies of {table.Name} keep {subject.Roles.Name(reader)} to a tenant",
            };
        return reads
            .Concat(
                within
                    .SelectMany(one => one.Uses.Where(use => use.Kind == UsedKind.Function))
                    .Select(use => subject.Graph.FindFunction(use.Oid))
                    .OfType<Function>()
                    .Where(one => _functions[one.Name].Contains(one))
                    .Select(one => ByCall([one], function, calls))
                    .OfType<Detour>()
                    .Select(way => new Detour(
                        view.Schema,
                        view.Name,
                        false,
                        way.Table,
                        Check(way.Check == CallerCheck.Missing, within, way)
                    ))
            )
            .FirstOrDefault();
    }

    private CallerCheck Check(bool isOpen, List<Table> within, Detour? way) =>
        isOpen && !within.Exists(view => Asks(view, way)) ? CallerCheck.Missing : CallerCheck.Unclear;

    /// <summary>Of several functions of one name it is not known which is called. What calls itself is no way round.</summary>
    private Detour? ByCall(IReadOnlyList<Function> functions, Function caller, int calls)
    {
        var reads = functions
            .Where(one => one.Oid != caller.Oid)
            .Select(one => one.IsDefiner || one.Owner == caller.Owner ? one : one with { Owner = caller.Owner })
            .Select(one => judge(one, calls + 1))
            .Where(static read => read is { Check: not CallerCheck.Asks })
            .ToList();
        return reads is not [{ } first, ..]
            ? null
            : new(
                first.Function.Schema,
                first.Function.Name,
                true,
                first.Table,
                functions.Count == 1 ? first.Check : CallerCheck.Unclear
            );
    }

    /// <summary>The view, and the views under it.</summary>
    private List<Table> Within(Table view)
    {
        var found = new List<Table> { view };
        for (var at = 0; at < found.Count; at++)
        {
            found.AddRange(
                found[at]
                    .Uses.Where(use => use.Kind == UsedKind.Relation)
                    .Select(use => subject.Graph.FindTable(use.Oid))
                    .OfType<Table>()
                    .Where(one => one.Kind == TableKind.View && !found.Contains(one))
                    .Distinct()
                    .ToList()
            );
        }

        return found;
    }

    /// <summary>
    /// Whether a view asks who calls, other than within the function by which it reads. Of one that cannot be read nothing is
    /// known.
    /// </summary>
    private bool Asks(Table view, Detour? way) =>
        SqlParser.Query(view.Definition ?? "").Tree is not { } query
        || query
            .DescendantsAndSelf()
            .OfType<Expression>()
            .Any(one =>
                keys.Value.Uses(one) && !(one is Expression.Call { Function: var name } && way?.Is(name) == true)
            );
}
