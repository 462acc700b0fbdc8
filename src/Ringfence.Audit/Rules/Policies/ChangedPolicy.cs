using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Tables;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>a policy of Ringfence's that was changed.</summary>
internal sealed class ChangedPolicy() : Rule("RF323", Severity.Note)
{
    private const string PolicyName = "ringfence_tenant";

    private const string Getter = "ringfence.tenant";

    public override IEnumerable<Finding> Find(AuditSubject subject)
    {
        // Where the change opens the table, knows it by another key, or cannot be understood, that is what there is to say.
        var told = ToldLeaks.OpenOrUndecided(subject);
        told.UnionWith(
            RoleIsTheKey
                .Tables(subject)
                .Select(judged => judged.Table)
                .Where(table => subject.Tells<RoleIsTheKey>(table.Object))
                .Select(table => table.Oid)
        );
        told.UnionWith(DifferentKeys.Told(subject));
        var keys = new KeyReader(JudgedCatalog.Of(subject.Snapshot).Bodies, BoundTenant.Any);
        return subject
            .Tables.Where(table => table.Column is not null && table.Table.HasRowSecurity && !told.Contains(table.Oid))
            .SelectMany(table =>
                table
                    .Table.Policies.Where(policy => policy.Name == PolicyName && subject.Applies(policy))
                    .Where(policy => IsChanged(policy, table, keys))
                    .Select(policy =>
                        At(
                            policy.Named(table.Table),
                            "bears the name of those that Ringfence makes, and says something else than they do: "
                                + "ringfence protect writes it anew",
                            Fix(policy, table)
                        )
                    )
            );
    }

    private static bool IsChanged(Policy policy, TenantTable table, KeyReader keys)
    {
        var row = RowShape.Of(table.Table, table.Column!.Name, static _ => []);
        return new[] { policy.Using, policy.Check }
            .OfType<string>()
            .Select(text => SqlParser.Expression(text).Tree)
            .Any(tree => tree is not Expression.Operation operation || !IsPlain(operation, row, keys));
    }

    /// <summary>How the getter is called, once a statement or once a row, and through which function, is other rules'.</summary>
    private static bool IsPlain(Expression.Operation operation, RowShape row, KeyReader keys) =>
        BuiltIn.IsEquality(operation)
        && (
            (row.IsTenant(operation.Left!) && IsGetter(operation.Right, keys))
            || (row.IsTenant(operation.Right) && IsGetter(operation.Left!, keys))
        );

    private static bool IsGetter(Expression expression, KeyReader keys) =>
        keys.Read(expression).Keys is [{ Name: Getter }];

    private static string? Fix(Policy policy, TenantTable table) =>
        policy is { IsPermissive: true, Command: PolicyCommand.All }
            ? Ddl.Text(
                $"""
                alter policy {SqlName.Parse(policy.Name)} on {table.Table.Sql()}
                    using ({table.Column!.Sql()} = (select ringfence.tenant()))
                    with check ({table.Column!.Sql()} = (select ringfence.tenant()))
                """
            )
            : null;
}
