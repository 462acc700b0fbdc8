using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Tables;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Routines;

/// <summary>a view through which rows of other tenants are written.</summary>
internal sealed class ViewWithoutCheck() : Rule("RF406", Severity.Error)
{
    private static readonly PrivilegeSet[] Commands = [PrivilegeSet.Insert, PrivilegeSet.Update];

    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        from view in subject.Snapshot.Tables
        where view.Kind == TableKind.View && Commands.Any(command => subject.Can(view, command))
        let path = WritePath.Of(subject, view)
        where path is { IsChecked: false }
        where Commands.Any(command => subject.Can(view, command) && path.Takes(command))
        where IsKeptApart(subject, view, path)
        select At(
            view.Named(),
            $"shows the bound tenant's rows of {QualifiedName.Of(path.Table.Schema, path.Table.Name)}, and does "
                + "not check what is written through it: services write rows of any tenant",
            Ddl.Text($"alter view {view.Sql()} set (check_option = cascaded)")
        );

    /// <summary>
    /// Whether nothing but the condition of the last view keeps the rows to a tenant. A tenant column that is not in the first
    /// one takes its default, which services do not choose.
    /// </summary>
    private static bool IsKeptApart(AuditSubject subject, Table view, WritePath path) =>
        subject.Find(path.Table.Oid)?.Column is { } column
        && path.Shows(column)
        && subject.ReadsPastPolicies(view).Any(read => read.Table.Oid == path.Table.Oid && read.By.Oid == path.Last.Oid)
        && subject.Filters(path.Last, path.Table);
}
