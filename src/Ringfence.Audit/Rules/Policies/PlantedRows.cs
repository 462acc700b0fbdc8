using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>a policy that asks a table which services write.</summary>
internal sealed class PlantedRows() : Rule("RF314", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Tables.Where(table => table.Table.HasRowSecurity)
            .SelectMany(table => table.Table.Policies.Select(policy => (table.Table, Policy: policy)))
            .Where(pair => subject.Applies(pair.Policy))
            .SelectMany(pair =>
                pair.Policy.Uses.Where(use => use.Kind == UsedKind.Relation && use.Oid != pair.Table.Oid)
                    .Select(use => use.Oid)
                    .Distinct()
                    .Select(subject.Graph.FindTable)
                    .OfType<Table>()
                    .Where(used => used.Kind is TableKind.Ordinary or TableKind.Partitioned)
                    .Where(used => !used.HasRowSecurity && subject.Writes(used))
                    .Select(used =>
                        At(
                            pair.Policy.Named(pair.Table),
                            $"asks {QualifiedName.Of(used.Schema, used.Name)}, which has no row security and which "
                                + "services "
                                + "write: whoever puts a row there gives themselves what the policy guards",
                            part: QualifiedName.Of(used.Schema, used.Name)
                        )
                    )
            );
}
