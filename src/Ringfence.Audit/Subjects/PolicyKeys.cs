using System.Collections.Immutable;
using Ringfence.Audit.Predicates;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Subjects;

/// <summary>What the policies of services bind rows to. The contract's getter is looked into like any other.</summary>
internal static class PolicyKeys
{
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

    /// <summary>The settings that the policies of services read, through functions and in sub-selects.</summary>
    public static IEnumerable<string> Settings(AuditSubject subject)
    {
        var uses = new UseReader(JudgedCatalog.Of(subject.Snapshot).Bodies);
        return subject
            .Tables.Where(table => table.Table.HasRowSecurity)
            .SelectMany(table => table.Table.Policies)
            .Where(subject.Applies)
            .SelectMany(policy => new[] { policy.Using, policy.Check })
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Select(text => SqlParser.Expression(text).Tree)
            .OfType<Expression>()
            .SelectMany(tree => tree.DescendantsAndSelf())
            .SelectMany(node => uses.Settings(node, hoisted: false))
            .Select(read => read.Name)
            .Distinct(StringComparer.Ordinal);
    }

    private static ImmutableArray<BoundKey> Keys(AuditSubject subject, TenantTable table, Policy policy, string text)
    {
        return PredicateJudge
            .Of(table.Table, table.Column!.Name, subject.Snapshot, LookedInto)
            .Judge(new PredicatePart(policy, text, SqlParser.Expression(text)))
            .Keys;
    }
}
