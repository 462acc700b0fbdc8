using Microsoft.EntityFrameworkCore.Metadata;

namespace Ringfence.EntityFrameworkCore.Keys;

/// <summary>The tenant property of each root that has one.</summary>
internal sealed class TenantMap
{
    private readonly Dictionary<IReadOnlyEntityType, IMutableProperty> _properties = [];

    public IEnumerable<(IMutableEntityType Root, IMutableProperty Property)> All =>
        _properties.Select(pair => ((IMutableEntityType)pair.Key, pair.Value));

    /// <summary>Null for a view without one, and for what is no tenant's.</summary>
    public IMutableProperty? Find(IReadOnlyEntityType entityType) =>
        _properties.GetValueOrDefault(entityType.GetRootType());

    public void Add(IMutableEntityType root, IMutableProperty property) => _properties.Add(root, property);
}
