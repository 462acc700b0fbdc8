using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Rules.Routines;

/// <summary>a materialized view over tenant tables.</summary>
internal sealed class MaterializedViewInReach() : Rule("RF402", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Snapshot.Tables.Where(view => view.Kind == TableKind.MaterializedView && subject.Reaches(view))
            .Select(view =>
                (
                    View: view,
                    Table: subject.Graph.TablesUnder(view).FirstOrDefault(t => subject.Find(t.Oid) is { IsRoot: false })
                )
            )
            .Where(pair => pair.Table is not null)
            .Select(pair =>
                At(
                    pair.View.Named(),
                    $"keeps rows of {QualifiedName.Of(pair.Table!.Schema, pair.Table.Name)} as whoever refreshes "
                        + "it saw them: "
                        + "a materialized view takes no policies",
                    pair.View.RevokeAll(subject.Roles)
                )
            );
}
