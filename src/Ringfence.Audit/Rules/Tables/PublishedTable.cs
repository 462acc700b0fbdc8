using System.Collections.Immutable;
using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Tables;

/// <summary>a tenant table that is published.</summary>
internal sealed class PublishedTable() : Rule("RF214", Severity.Warning)
{
    /// <summary>A slot of this plugin streams what publications say; one of any other may stream all tables.</summary>
    private const string Publishing = "pgoutput";

    public override ImmutableArray<string> Needs => ["publications", "published tables", "replication slots"];

    public override IEnumerable<Finding> Find(AuditSubject subject) => OfPublications(subject).Concat(OfSlots(subject));

    private IEnumerable<Finding> OfSlots(AuditSubject subject) =>
        subject.Tables.All(table => table.IsRoot)
            ? []
            : subject
                .Snapshot.ReplicationSlots.Where(slot => slot.IsLogical && slot.Plugin != Publishing)
                .Select(slot =>
                    At(
                        new("replication slot", QualifiedName.Quote(slot.Name)),
                        $"may stream the rows of all tables by {slot.Plugin}: whoever reads it gets those of all tenants, "
                            + "past every policy"
                    )
                );

    private IEnumerable<Finding> OfPublications(AuditSubject subject) =>
        subject
            .Snapshot.Publications.SelectMany(publication =>
                publication.Tables.Select(published => (publication, Table: subject.Find(published.Table)))
            )
            .Where(pair => pair.Table is not null)
            .Select(pair =>
                At(
                    pair.Table!.Object,
                    $"is in publication {QualifiedName.Quote(pair.publication.Name)}: subscribers get the rows of all "
                        + "tenants, past every policy",
                    part: pair.publication.Name
                )
            );
}
