using Ringfence.Audit.Predicates;
using Ringfence.Audit.Rules.Policies;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Rules.Speed;

/// <summary>a policy that no index serves, for its or.</summary>
internal sealed class OrShapedPolicy() : Rule("RF803", Severity.Warning)
{
    /// <summary>A policy through which other tenants' rows pass is told of as that, and is to be written anew.</summary>
    public override IEnumerable<Finding> Find(AuditSubject subject)
    {
        var open = ToldLeaks.Open(subject);
        foreach (var table in subject.Tables.Where(table => table.Column is not null && !open.Contains(table.Oid)))
        {
            if (table.Table is not { HasRowSecurity: true, IsPartition: false } || !subject.Reaches(table.Table))
            {
                continue;
            }

            var row = RowShape.Of(table.Table, table.Column!.Name, static _ => []);
            var policies = table
                .Table.Policies.Where(policy => policy.Using is not null && subject.Applies(policy))
                .Select(policy => (Policy: policy, SqlParser.Expression(policy.Using!).Tree))
                .Where(pair => pair.Tree is not null)
                .Select(pair => (pair.Policy, Tree: pair.Tree!))
                .ToList();
            foreach (var (policy, tree) in policies.Where(pair => pair.Policy.IsPermissive))
            {
                if (
                    HasOr(tree)
                    && !IsServed(tree, row)
                    && subject.Roles.BoundSessions.Any(role =>
                        subject.Applies(policy, role)
                        && !policies.Exists(pair =>
                            Narrows(pair.Policy, policy)
                            && subject.Applies(pair.Policy, role)
                            && IsServed(pair.Tree, row)
                        )
                    )
                )
                {
                    yield return At(
                        policy.Named(table.Table),
                        "is an or of which one side does not say whose the rows are: no index serves it, and each statement "
                            + "reads the rows of all tenants"
                    );
                }
            }
        }
    }

    /// <summary>Whether a policy is joined by and to another, for whatever command that is for, where one role has both.</summary>
    private static bool Narrows(Policy policy, Policy other) =>
        !policy.IsPermissive && (policy.Command == PolicyCommand.All || policy.Command == other.Command);

    /// <summary>Whether an index that leads with the tenant finds the rows: an or needs it on every side.</summary>
    private static bool IsServed(Expression expression, RowShape row) =>
        expression switch
        {
            Expression.And and => and.Operands.Any(operand => IsServed(operand, row)),
            Expression.Or or => or.Operands.All(operand => IsServed(operand, row)),
            Expression.Operation { Left: { } left } operation when BuiltIn.IsEquality(operation) => row.IsTenant(left)
                || row.IsTenant(operation.Right),
            Expression.Quantified { All: false } any => row.IsTenant(any.Left),
            Expression.InList { Negated: false } list => row.IsTenant(list.Operand),
            Expression.InQuery { Negated: false } query => row.IsTenant(query.Operand),
            Expression.QuantifiedQuery { All: false } query => row.IsTenant(query.Left),
            Expression.Test { Kind: TestKind.Null, Negated: false } test => row.IsTenantColumn(test.Operand),
            _ => false,
        };

    private static bool HasOr(Expression expression) =>
        expression switch
        {
            Expression.Or => true,
            Expression.And and => and.Operands.Any(HasOr),
            Expression.Not not => HasOr(not.Operand),
            Expression.Case => true,
            _ => false,
        };
}
