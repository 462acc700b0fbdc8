using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Tables;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Routines;

/// <summary>a view that shows the rows of all tenants.</summary>
internal sealed class DefinerView() : Rule("RF401", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Graph.Snapshot.Tables.Where(view => view.Kind == TableKind.View && subject.Reaches(view))
            .SelectMany(view =>
                subject
                    .ReadsAs(view)
                    .Where(read => read.Reader is not null && subject.Find(read.Table.Oid) is not null)
                    .Where(read => read.Table.HasRowSecurity && subject.Roles.Bypasses(read.Reader!.Value, read.Table))
                    .Take(1)
                    .Select(read => Finding(subject, view, read))
            );

    private Finding Finding(AuditSubject subject, Table view, ViewRead read) =>
        At(
            view.Named(),
            $"reads {QualifiedName.Of(read.Table.Schema, read.Table.Name)} as "
                + $"{subject.Roles.Name(read.Reader!.Value)}, for "
                + "whom its policies do not hold: it shows services the rows of all tenants",
            subject.Snapshot.Server.Version >= FirstInvokerVersion
                ? Ddl.Text($"alter view {read.Through.Sql()} set (security_invoker = true)")
                : null
        );

    private const int FirstInvokerVersion = 150_000;
}
