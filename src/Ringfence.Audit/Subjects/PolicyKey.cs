using Ringfence.Audit.Predicates;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Subjects;

/// <summary>What a policy binds the rows of a tenant table to.</summary>
internal sealed record PolicyKey(TenantTable Table, Policy Policy, BoundKey Key)
{
    /// <summary>The setting that holds it, without a member of its JSON; null where no setting does.</summary>
    public string? Setting => Key.Kind == KeyKind.Setting ? Key.Name.Split(' ')[0] : null;
}
