using System.Collections.Immutable;
using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Tables;

/// <summary>a tenant table that is published.</summary>
internal sealed class PublishedTable() : Rule("RF214", Severity.Warning)
{
    public override ImmutableArray<string> Needs => ["publications", "published tables"];

    public override IEnumerable<Finding> Find(AuditSubject subject) =>
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
