using Ringfence.Audit.Predicates;
using Ringfence.Audit.Rules.Policies;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Rules.Speed;

/// <summary>a policy that asks for the tenant once a row.</summary>
internal sealed class GetterNotHoisted() : Rule("RF802", Severity.Warning)
{
    /// <summary>On Citus a policy of a distributed table may hold no sub-select.</summary>
    private const string WithoutSubSelects = "citus";

    public override IEnumerable<Finding> Find(AuditSubject subject)
    {
        if (subject.Snapshot.Extensions.Any(extension => extension.Name == WithoutSubSelects))
        {
            return [];
        }

        // Policies through which rows of other tenants pass are told of as that, and are to be written anew.
        var open = ToldLeaks.Open(subject);
        return subject
            .Tables.Where(table => table.Table is { HasRowSecurity: true, IsPartition: false })
            .Where(table => !open.Contains(table.Oid))
            .SelectMany(table => table.Table.Policies.Select(policy => (table.Table, Policy: policy)))
            .Where(pair => pair.Policy.Using is not null && subject.Applies(pair.Policy))
            .Select(pair => (pair.Table, pair.Policy, Call: Called(subject, pair.Policy)))
            .Where(found => found.Call is not null)
            .Select(found =>
                At(
                    found.Policy.Named(found.Table),
                    $"calls {found.Call} outside a sub-select: it runs once a row where the table is read whole, and once a "
                        + "statement as (select …)"
                )
            );
    }

    /// <summary>The first function that runs once a row without need: what it answers does not hang on the row.</summary>
    private static string? Called(AuditSubject subject, Policy policy)
    {
        if (SqlParser.Expression(policy.Using!) is not { IsParsed: true, Tree: var tree })
        {
            return null;
        }

        var slow = policy
            .Uses.Where(use => use.Kind == UsedKind.Function)
            .Select(use => subject.Graph.FindFunction(use.Oid))
            .Where(function => function is { IsSystem: false, Volatility: not Volatility.Immutable })
            .Select(function => (function!.Schema, function.Name))
            .ToHashSet();
        return Conditions(tree)
            .Where(OfRow)
            .SelectMany(EachRow)
            .OfType<Expression.Call>()
            .Where(call =>
                BuiltIn.IsCurrentSetting(call)
                || slow.Contains((call.Function.Schema ?? "pg_catalog", call.Function.Last))
            )
            .FirstOrDefault(call => !OfRow(call))
            ?.Function.ToString();
    }

    /// <summary>Of conditions that are joined by and, one that does not hang on the row is tried once.</summary>
    private static IEnumerable<Expression> Conditions(Expression expression) =>
        expression is Expression.And and ? and.Operands.SelectMany(Conditions) : [expression];

    private static bool OfRow(Syntax node) =>
        node.DescendantsAndSelf().Any(one => one is Expression.Column or Expression.Star);

    /// <summary>All but what stands in a sub-select that does not hang on the row, which runs once.</summary>
    private static IEnumerable<Syntax> EachRow(Syntax node) =>
        node is Query query && !QueryReach.IsCorrelated(query) ? [] : node.Children.SelectMany(EachRow).Prepend(node);
}
