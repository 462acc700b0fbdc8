using System.Collections.Immutable;
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
        var words = Words(function);
        return
        [
            .. Enumerable
                .Range(0, words.Length)
                .Select(at =>
                    BodyNames.At(words, at, out var isCall) is not { } name ? null
                    : isCall
                        ? ByCall([.. _functions[name.Last].Where(one => Is(one.Schema, name))], function.Owner, calls)
                    : name.Schema is null && BodyNames.IsHidden(words, name.Last) ? null
                    : _relations[name.Last].Where(one => Is(one.Schema, name)).Take(2).ToList()
                        is [{ Kind: TableKind.View } view]
                        ? ByView(view, function.Owner, calls)
                    : null
                )
                .OfType<Detour>()
                .Distinct(),
        ];
    }

    private static bool Is(string schema, DottedName name) => name.Schema is null || name.Schema == schema;

    private Detour? ByView(Table view, uint reader, int calls)
    {
        var tables = subject
            .ReadsAs(view)
            .Select(read => (Read: read, Table: subject.Find(read.Table.Oid), Reader: read.Reader ?? reader))
            .Where(one => one.Table is { IsRoot: false } && !subject.Roles.Has(one.Reader))
            .Where(one => subject.Roles.Bypasses(one.Reader, one.Table!.Table))
            .Where(one => !subject.Filters(one.Read.By, one.Table!.Table))
            .Select(one => one.Table);
        var within = Within(view);
        var table =
            tables.FirstOrDefault()
            ?? within
                .SelectMany(one => one.Uses.Where(use => use.Kind == UsedKind.Function))
                .Select(use => subject.Graph.FindFunction(use.Oid))
                .OfType<Function>()
                .Where(one => _functions[one.Name].Contains(one))
                .Select(one => ByCall([one], reader, calls)?.Table)
                .FirstOrDefault(static one => one is not null);
        return table is null
            ? null
            : new(view.Schema, view.Name, false, table, within.Any(Asks) ? CallerCheck.Unclear : CallerCheck.Missing);
    }

    /// <summary>Of several functions of one name it is not known which is called.</summary>
    private Detour? ByCall(IReadOnlyList<Function> functions, uint caller, int calls)
    {
        var reads = functions
            .Select(one => one.IsDefiner || one.Owner == caller ? one : one with { Owner = caller })
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

    /// <summary>Of a view that cannot be read nothing is known.</summary>
    private bool Asks(Table view) =>
        SqlParser.Query(view.Definition ?? "").Tree is not { } query
        || query.DescendantsAndSelf().OfType<Expression>().Any(keys.Value.Asks);

    private static ImmutableArray<Token> Words(Function function)
    {
        if (function.Language is not ("sql" or "plpgsql"))
        {
            return [];
        }

        try
        {
            return [.. new Lexer(function.SqlBody ?? function.Source ?? "").Read()];
        }
        catch (UnparsedException)
        {
            return [];
        }
    }
}
