using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Tables;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Routines;

/// <summary>a view through which rows of other tenants are written.</summary>
internal sealed class ViewWithoutCheck() : Rule("RF406", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Snapshot.Tables.Where(view => view.Kind == TableKind.View && IsUpdatable(view))
            .Where(view => subject.Can(view, PrivilegeSet.Insert | PrivilegeSet.Update))
            .Where(view => !view.Options.Any(option => option.StartsWith("check_option=", StringComparison.Ordinal)))
            .SelectMany(view =>
                subject
                    .ReadsPastPolicies(view)
                    .Where(read => subject.Filters(view, read.Table) && ShowsTenant(subject, view, read.Table))
                    .Take(1)
                    .Select(read =>
                        At(
                            view.Named(),
                            $"shows the bound tenant's rows of {QualifiedName.Of(read.Table.Schema, read.Table.Name)}, and does "
                                + "not check what is written through it: services write rows of any tenant",
                            Ddl.Text($"alter view {view.Sql()} set (check_option = cascaded)")
                        )
                    )
            );

    /// <summary>The server writes through views of one relation, without triggers of their own.</summary>
    private static bool IsUpdatable(Table view) =>
        view.Triggers.IsEmpty
        && view.Rules.IsEmpty
        && SqlParser.Query(view.Definition ?? "")
            is {
                Tree:
                {
                    With.Count: 0,
                    Limit: null,
                    Offset: null,
                    Body: QueryBody.Select { Distinct: false, From.Count: 1, GroupBy.Count: 0, Having: null }
                }
            };

    /// <summary>A tenant column that is not in the view takes its default, which services do not choose.</summary>
    private static bool ShowsTenant(AuditSubject subject, Table view, Table table) =>
        subject.Find(table.Oid)?.Column is { } column
        && view.Uses.Any(use => use.Oid == table.Oid && use.Column == column.Number)
        && SqlParser.Query(view.Definition!).Tree is { Body: QueryBody.Select select }
        && select.Targets.Any(target => target.Value is Expression.Column one && one.Name == column.Name);
}
