using Microsoft.EntityFrameworkCore.Metadata;
using Ringfence.EntityFrameworkCore.Ownership;
using Ringfence.EntityFrameworkCore.Tracking;

namespace Ringfence.EntityFrameworkCore.Filters;

/// <summary>
/// Has tenant properties in shadow read off an entity alone. EF Core does so where a query compares with an entity, which
/// it asks for each property of its key: an entity that a caller holds is of the tenant in scope.
/// </summary>
internal static class ShadowTenants
{
    public static void Read(RuntimeModel model)
    {
        foreach (var entityType in ((IModel)model).GetEntityTypes())
        {
            if (
                entityType.BaseType is null
                && TenantProperty.Find(entityType) is { } property
                && property.IsShadowProperty()
            )
            {
                ((RuntimeProperty)property).SetGetter<object, object>(_ => Tenant(property), _ => false);
            }
        }
    }

    /// <exception cref="TenantMissingException">There is no tenant in scope.</exception>
    private static object Tenant(IProperty property) => TenantValues.Of(property, TenantScope.GetCurrent());
}
