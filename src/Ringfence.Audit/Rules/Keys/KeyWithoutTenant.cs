using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Keys;

/// <summary>a foreign key between tenant tables that does not carry the tenant.</summary>
internal sealed class KeyWithoutTenant() : Rule("RF501", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .KeysAcross()
            .Where(pair => !pair.Key.ChangesRows)
            .Select(pair =>
                At(
                    pair.From.Object,
                    $"its foreign key {QualifiedName.Quote(pair.Key.Name)} to {pair.To.Name} does not carry the "
                        + "tenant: a row may refer to another tenant's, for the check of a key passes every policy",
                    part: pair.Key.Name
                )
            );
}
