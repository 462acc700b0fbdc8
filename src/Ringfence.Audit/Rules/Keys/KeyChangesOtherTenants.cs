using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Keys;

/// <summary>a foreign key that deletes or changes the rows of other tenants.</summary>
internal sealed class KeyChangesOtherTenants() : Rule("RF502", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .KeysAcross()
            .Where(pair => pair.Key.ChangesRows)
            .Select(pair =>
                At(
                    pair.From.Object,
                    $"its foreign key {QualifiedName.Quote(pair.Key.Name)} to {pair.To.Name} does not carry the "
                        + "tenant: deleting or renaming a row deletes or changes rows of other tenants",
                    part: pair.Key.Name
                )
            );
}
