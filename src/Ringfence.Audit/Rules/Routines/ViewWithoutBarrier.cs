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
            .Where(view => !view.HasOption("security_barrier"))
            .SelectMany(view =>
                subject
                    .ReadsPastPolicies(view)
                    .Where(read => subject.Filters(view, read.Table))
                    .Take(1)
                    .Select(read =>
                        At(
                            view.Named(),
                            $"keeps tenants apart by its own condition on {QualifiedName.Of(read.Table.Schema, read.Table.Name)}, "
                                + "and is no security barrier: a function in a statement of services is run on the rows of "
                                + "other tenants before the condition sorts them out",
                            Ddl.Text($"alter view {view.Sql()} set (security_barrier = true)")
                        )
                    )
            );
}
