using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Roles;

/// <summary>services can act as the owner of a schema or the database.</summary>
internal sealed class ApplicationOwnsContainer() : Rule("RF105", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject)
    {
        var held = subject.Tables.Select(table => table.Table.Schema).ToHashSet(StringComparer.Ordinal);
        foreach (var schema in subject.Snapshot.Schemas.Where(s => held.Contains(s.Name) && subject.IsOwned(s.Owner)))
        {
            yield return At(
                new("schema", QualifiedName.Quote(schema.Name)),
                $"belongs to {subject.Roles.Name(schema.Owner)}, which services can act as: the owner of a "
                    + "schema drops "
                    + "the tables in it"
            );
        }

        if (subject.IsOwned(subject.Snapshot.Server.DatabaseOwner))
        {
            yield return At(
                new("database", QualifiedName.Quote(subject.Snapshot.Server.Database)),
                $"belongs to {subject.Roles.Name(subject.Snapshot.Server.DatabaseOwner)}, which services can "
                    + "act as: the "
                    + "owner sets what every session starts with"
            );
        }
    }
}
