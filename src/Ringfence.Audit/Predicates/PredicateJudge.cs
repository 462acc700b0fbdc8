using Ringfence.Catalog;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Predicates;

/// <summary>
/// Judges whether whatever passes a predicate belongs to the bound tenant. It takes the predicate apart into all ways to
/// pass it; each must make the tenant column equal the bound tenant. «Implies» is never wrong: what the judge does not
/// understand only ever widens a way.
/// </summary>
internal sealed class PredicateJudge
{
    private readonly FunctionBodies _bodies;
    private readonly FormulaReader _formulas;
    private readonly WayReader _ways;
    private readonly FacetReader _facets;

    public PredicateJudge(RowShape row, FunctionBodies bodies, BoundTenant bound)
    {
        _bodies = bodies;
        var keys = new KeyReader(bodies, bound) { TenantType = row.Type };
        _formulas = new(row, keys, bodies);
        _ways = new(row, keys, bound);
        _facets = new(row, bodies, bound);
    }

    /// <param name="table">Whose rows.</param>
    /// <param name="tenantColumn">Null where the table has none of its own.</param>
    /// <param name="snapshot">Where the functions are.</param>
    /// <param name="bound">What counts as the bound tenant.</param>
    public static PredicateJudge Of(Table table, string? tenantColumn, Snapshot snapshot, BoundTenant bound)
    {
        var catalog = JudgedCatalog.Of(snapshot);
        return new(RowShape.Of(table, tenantColumn, catalog.HeirsOf), catalog.Bodies, bound);
    }

    public Judgement Judge(EffectivePredicate predicate)
    {
        var formula = Formula.And(
            new Formula.AllOf([.. predicate.Restrictive.Select(Of)]),
            new Formula.AnyOf([.. predicate.Permissive.Select(Of)])
        );
        return Judge(formula, predicate);
    }

    /// <summary>One policy's expression, as if there were no other.</summary>
    public Judgement Judge(PredicatePart part) => Judge(new EffectivePredicate([part], []));

    /// <summary>What else there is to say of one policy's expression.</summary>
    public PredicateFacets Facets(PredicatePart part) => _facets.Read(part);

    private Formula Of(PredicatePart part) =>
        !part.Parsed.IsParsed
            ? new Formula.Unread(
                $"policy {part.Policy.Name}, position {part.Parsed.Unparsed.Position}: {part.Parsed.Unparsed.Reason}"
            )
        : _bodies.HidesOperator(part.Policy, part.Parsed.Tree)
            ? new Formula.Unread($"policy {part.Policy.Name} compares by an operator that its text does not show")
        : _formulas.True(part.Parsed.Tree);

    private Judgement Judge(Formula formula, EffectivePredicate predicate)
    {
        if (Disjuncts.Of(formula) is not { } all)
        {
            return JudgeParts(predicate);
        }

        var ways = all.Select(_ways.Read).ToList();
        return Sum(ways);
    }

    /// <summary>
    /// Too many ways together: a restrictive part that implies alone is enough, and so are permissive parts that all
    /// do.
    /// </summary>
    private Judgement JudgeParts(EffectivePredicate predicate)
    {
        var floor = predicate.Restrictive.Select(Alone).FirstOrDefault(static j => j?.Verdict == Verdict.Implies);
        var way = new Way(Reason.TooLarge, $"more than {Disjuncts.MaxCount} ways to pass", []);
        return floor ?? Sum([way]);
    }

    private Judgement? Alone(PredicatePart part) =>
        Disjuncts.Of(Of(part)) is { } all ? Sum([.. all.Select(_ways.Read)]) : null;

    private static Judgement Sum(List<Way> ways)
    {
        var bound = ways.Where(static w => w.IsBound).ToList();
        var common = bound.Count == 0 ? null : bound[0].Bindings.FirstOrDefault(b => bound.All(w => w.IsBoundBy(b)));
        if (bound.Count > 0 && common is null)
        {
            ways.Add(
                new(
                    Reason.SeveralKeys,
                    string.Join("; ", ways.Where(static w => w.IsBound).Select(static w => w.Text)),
                    []
                )
            );
        }

        var open = ways.Where(static w => !w.IsBound && !w.IsUndecided)
            .OrderByDescending(static w => w.Reason)
            .ToList();
        var doubts = ways.Where(static w => w.IsUndecided).OrderByDescending(static w => w.Reason).ToList();
        var gravest = open.Concat(doubts).FirstOrDefault();
        return new()
        {
            Verdict =
                open.Count > 0 ? Verdict.DoesNot
                : doubts.Count > 0 ? Verdict.Undecided
                : Verdict.Implies,
            Reason = gravest?.Reason ?? Reason.None,
            Witness = gravest?.Text ?? "",
            Ways = [.. open.Concat(doubts).Select(static w => (w.Reason, w.Text)).Distinct()],
            Keys = common is not null ? [.. common.Keys] : [.. bound.SelectMany(static w => w.Keys).Distinct()],
        };
    }
}
