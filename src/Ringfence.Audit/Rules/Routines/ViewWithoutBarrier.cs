using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Tables;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Routines;

/// <summary>a view that keeps tenants apart, and lets functions in before.</summary>
internal sealed class ViewWithoutBarrier() : Rule("RF403", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Snapshot.Tables.Where(view => view.Kind == TableKind.View && subject.Reaches(view))
            .SelectMany(view =>
                subject
                    .ReadsPastPolicies(view)
                    .Where(read => !read.IsBehindBarrier && subject.Filters(read.By, read.Table))
                    .Take(1)
                    .Select(read =>
                        At(
                            view.Named(),
                            $"keeps tenants apart by {Whose(view, read)} condition on {QualifiedName.Of(read.Table.Schema, read.Table.Name)}, "
                                + "and is no security barrier: a function in a statement of services is run on the rows of "
                                + "other tenants before the condition sorts them out",
                            Ddl.Text($"alter view {view.Sql()} set (security_barrier = true)")
                        )
                    )
            );

    private static string Whose(Table view, ViewRead read) =>
        read.By.Oid == view.Oid ? "its own" : $"{QualifiedName.Of(read.By.Schema, read.By.Name)}'s";
}
