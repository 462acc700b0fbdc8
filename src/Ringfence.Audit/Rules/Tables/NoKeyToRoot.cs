using Ringfence.Audit.Rules.Keys;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Tables;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Tables;

/// <summary>a tenant table that no key ties to the tenants.</summary>
internal sealed class NoKeyToRoot() : Rule("RF213", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject)
    {
        if (subject.Tables.FirstOrDefault(table => table is { IsRoot: true, Column: not null }) is not { } root)
        {
            return [];
        }

        var tied = Tied(subject, root);
        var untied = subject
            .Tables.Where(table =>
                table is { Column: not null, Table.Kind: TableKind.Ordinary or TableKind.Partitioned }
            )
            .Where(table => !table.Table.IsPartition && !tied.Contains(table.Oid))
            .ToList();
        // A key that loses the tenant on its way, and a type that no key can bridge, are causes and other rules'.
        var told = subject
            .KeysAcross()
            .Where(across => across.From.Oid != across.To.Oid && IsTold(subject, across))
            .Select(across => across.From.Oid)
            .ToHashSet();
        return Causes(subject, untied)
            .Where(table =>
                !told.Contains(table.Oid)
                && !(
                    TenantColumnType.Differ(table.Column!, root.Column!)
                    && subject.Tells<TenantColumnType>(table.Object)
                )
            )
            .Select(table => At(table, root));
    }

    private static bool IsTold(AuditSubject subject, KeyAcross across) =>
        across.Key.ChangesRows
            ? subject.Tells<KeyChangesOtherTenants>(across.From.Object)
            : subject.Tells<KeyWithoutTenant>(across.From.Object);

    /// <summary>Those whose own keys lead to no other that is not tied, but for such as lead back.</summary>
    private static IEnumerable<TenantTable> Causes(AuditSubject subject, List<TenantTable> untied)
    {
        var reach = untied.ToDictionary(table => table.Oid, table => Reach(subject, table));
        return untied.Where(table =>
            reach[table.Oid].All(oid => !reach.TryGetValue(oid, out var back) || back.Contains(table.Oid))
        );
    }

    private static HashSet<uint> Reach(AuditSubject subject, TenantTable table)
    {
        var reached = new HashSet<uint>();
        var left = new Queue<TenantTable>([table]);
        while (left.TryDequeue(out var from))
        {
            foreach (var key in from.Table.Constraints.Where(key => key.Kind == ConstraintKind.ForeignKey))
            {
                if (
                    subject.Find(key.ReferencedTable!.Value) is { Column: not null } to
                    && IsTie(key, from, to)
                    && reached.Add(to.Oid)
                )
                {
                    left.Enqueue(to);
                }
            }
        }

        return reached;
    }

    private static bool IsTie(Constraint key, TenantTable from, TenantTable to) =>
        key is { IsEnforced: true, IsValidated: true } && key.CarriesTenant(from, to);

    private Finding At(TenantTable table, TenantTable root) =>
        At(
            table.Object,
            $"no foreign key ties its tenants to {root.Name}: rows of a tenant that was deleted, or never was, stay",
            table.Column!.Type == root.Column!.Type
                ? Ddl.Text(
                    $"""
                    alter table {table.Table.Sql()}
                        add foreign key ({table.Column.Sql()}) references {root.Table.Sql()} ({root.Column.Sql()})
                    """
                )
                : null
        );

    /// <summary>
    /// Those whose tenant column refers to the root's key, or to the tenant column of one that is tied itself.
    /// </summary>
    private static HashSet<uint> Tied(AuditSubject subject, TenantTable root)
    {
        var tied = new HashSet<uint> { root.Oid };
        var left = new Queue<uint>(tied);
        while (left.TryDequeue(out var target))
        {
            var to = subject.Find(target)!;
            foreach (var (table, key) in subject.Graph.ReferencesTo(to.Table))
            {
                if (subject.Find(table.Oid) is { Column: not null } from && IsTie(key, from, to) && tied.Add(table.Oid))
                {
                    left.Enqueue(table.Oid);
                }
            }
        }

        return tied;
    }
}
