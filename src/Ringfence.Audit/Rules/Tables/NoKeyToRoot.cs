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
        return subject
            .Tables.Where(table =>
                table is { Column: not null, Table.Kind: TableKind.Ordinary or TableKind.Partitioned }
            )
            .Where(table => !table.Table.IsPartition && !tied.Contains(table.Oid))
            .Select(table => At(table, root));
    }

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
                if (
                    subject.Find(table.Oid) is { Column: not null } from
                    && key is { IsEnforced: true, IsValidated: true }
                    && key.CarriesTenant(from, to)
                    && tied.Add(table.Oid)
                )
                {
                    left.Enqueue(table.Oid);
                }
            }
        }

        return tied;
    }
}
