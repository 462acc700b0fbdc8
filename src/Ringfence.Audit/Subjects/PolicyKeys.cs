using System.Collections.Immutable;
using Ringfence.Audit.Predicates;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Subjects;

/// <summary>What the policies of services bind rows to. The contract's getter is looked into like any other.</summary>
internal static class PolicyKeys
{
    private const int MaxCalls = 4;

    private static readonly BoundTenant LookedInto = new() { Getters = [] };

    public static IEnumerable<PolicyKey> Find(AuditSubject subject)
    {
        // One text binds the tables of a database by the hundred.
        var read = new Dictionary<(string Text, string Column, string Type), ImmutableArray<BoundKey>>();
        foreach (var table in subject.Tables.Where(one => one.Column is not null && one.Table.HasRowSecurity))
        {
            foreach (var policy in table.Table.Policies.Where(subject.Applies))
            {
                foreach (var text in new[] { policy.Using, policy.Check }.OfType<string>().Distinct())
                {
                    var place = (text, table.Column!.Name, table.Column.Type);
                    if (!read.TryGetValue(place, out var keys))
                    {
                        read[place] = keys = Keys(subject, table, policy, text);
                    }

                    foreach (var key in keys)
                    {
                        yield return new(table, policy, key);
                    }
                }
            }
        }
    }

    /// <summary>
    /// The settings, and members of settings, that the policies of services hold columns to, by the names of their keys:
    /// through functions and in sub-selects.
    /// </summary>
    public static IEnumerable<string> Settings(AuditSubject subject)
    {
        var bodies = JudgedCatalog.Of(subject.Snapshot).Bodies;
        var keys = new KeyReader(bodies, LookedInto);
        var seen = new HashSet<(uint Function, int Calls)>();
        return subject
            .Tables.Where(table => table.Table.HasRowSecurity)
            .SelectMany(table => table.Table.Policies)
            .Where(subject.Applies)
            .SelectMany(policy => new[] { policy.Using, policy.Check })
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Select(text => SqlParser.Expression(text).Tree)
            .OfType<Expression>()
            .SelectMany(tree => Nodes(tree, bodies, seen, 0))
            .OfType<Expression.Operation>()
            .Where(BuiltIn.IsEquality)
            .SelectMany(static equal => new[] { (equal.Left!, equal.Right), (equal.Right, equal.Left!) })
            .Where(static pair => pair.Item1.DescendantsAndSelf().Any(static node => node is Expression.Column))
            .SelectMany(pair => keys.Read(pair.Item2).Keys)
            .Where(key => key.Kind == KeyKind.Setting)
            .Select(key => key.Name)
            .Distinct(StringComparer.Ordinal);
    }

    private static IEnumerable<Syntax> Nodes(
        Syntax tree,
        FunctionBodies bodies,
        HashSet<(uint Function, int Calls)> seen,
        int calls
    ) =>
        tree.DescendantsAndSelf()
            .SelectMany(node =>
                calls < MaxCalls
                && node is Expression.Call call
                && bodies.Find(call.Function) is { } function
                && bodies.Returns(function) is { } returns
                && seen.Add((function.Oid, calls))
                    ? returns.SelectMany(query => Nodes(query, bodies, seen, calls + 1)).Prepend(node)
                    : [node]
            );

    private static ImmutableArray<BoundKey> Keys(AuditSubject subject, TenantTable table, Policy policy, string text)
    {
        return PredicateJudge
            .Of(table.Table, table.Column!.Name, subject.Snapshot, LookedInto)
            .Judge(new PredicatePart(policy, text, SqlParser.Expression(text)))
            .Keys;
    }
}
