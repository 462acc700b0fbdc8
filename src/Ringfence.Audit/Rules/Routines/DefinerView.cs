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
                    .ReadsPastPolicies(view)
                    .Where(read => !subject.Filters(read.By, read.Table))
                    .Take(1)
                    .Select(read => Finding(subject, view, read))
            );

    public override IEnumerable<Undecided> Doubt(AuditSubject subject) =>
        subject
            .Graph.Snapshot.Tables.Where(view => view.Kind == TableKind.View && subject.Reaches(view))
            .SelectMany(view =>
                subject
                    .ReadsUndecided(view)
                    .Where(read => !subject.Filters(read.By, read.Table))
                    .Take(1)
                    .Select(read => new Undecided(
                        this,
                        view.Named(),
                        $"whether the policies of {QualifiedName.Of(read.Table.Schema, read.Table.Name)} keep "
                            + $"{subject.Roles.Name(read.Reader!.Value)}, as whom it reads them, to the tenant of services"
                    ))
            );

    private Finding Finding(AuditSubject subject, Table view, ViewRead read)
    {
        var table = QualifiedName.Of(read.Table.Schema, read.Table.Name);
        var reader = subject.Roles.Name(read.Reader!.Value);
        return read.Table.HasRowSecurity
            ? At(
                view.Named(),
                $"reads {table} as {reader}, whom its policies do not keep to a tenant: it shows services the rows of all tenants",
                subject.Snapshot.Server.Version >= FirstInvokerVersion
                    ? Ddl.Text($"alter view {read.Through.Sql()} set (security_invoker = true)")
                    : null
            )
            : At(
                view.Named(),
                $"reads {table}, which has no row security, as {reader}: it shows services the rows of all tenants"
            );
    }

    private const int FirstInvokerVersion = 150_000;
}
