using System.Collections.Frozen;
using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Grants;

/// <summary>services may read or write what bindings are made of.</summary>
internal sealed class ContractSecretsInReach() : Rule("RF606", Severity.Error)
{
    private static readonly FrozenSet<string> Secrets = new[]
    {
        "signing_key",
        "seal_key",
        "password",
        "session",
    }.ToFrozenSet(StringComparer.Ordinal);

    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Snapshot.Tables.Where(table => table.Schema == "ringfence" && Secrets.Contains(table.Name))
            .Where(table => subject.Can(table, PrivilegeSets.OnRows))
            .Select(table =>
                At(
                    table.Named(),
                    "holds what bindings are made of, and services may read or write it: they make themselves "
                        + "any tenant",
                    table.RevokeAll(subject.Roles)
                )
            );
}
