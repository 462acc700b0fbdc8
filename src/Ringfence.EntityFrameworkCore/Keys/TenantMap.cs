using Microsoft.EntityFrameworkCore.Metadata;

namespace Ringfence.EntityFrameworkCore.Keys;

/// <summary>The tenant property of each root that has one.</summary>
internal sealed class TenantMap
{
    private readonly Dictionary<IReadOnlyEntityType, (IMutableEntityType Root, IMutableProperty Property)> _tenants =
    [];

    public IEnumerable<(IMutableEntityType Root, IMutableProperty Property)> All => _tenants.Values;

    /// <summary>Null for a view without one, and for what is no tenant's.</summary>
    public IMutableProperty? Find(IReadOnlyEntityType entityType) =>
        _tenants.GetValueOrDefault(entityType.GetRootType()).Property;

    public void Add(IMutableEntityType root, IMutableProperty property) => _tenants.Add(root, (root, property));
}
