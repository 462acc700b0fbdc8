using Microsoft.EntityFrameworkCore.Metadata;

namespace Ringfence.EntityFrameworkCore.Ownership;

/// <summary>Reads from a finished model, or a snapshot of one, whose an entity type's rows are.</summary>
public static class OwnedEntityTypes
{
    /// <summary>Whose its rows are; what is said of its root type holds for all that derive from it.</summary>
    public static TenantOwnership GetTenantOwnership(this IReadOnlyEntityType entityType)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        return entityType.GetRootType().FindAnnotation(OwnershipAnnotations.Ownership)?.Value is string ownership
            ? Enum.Parse<TenantOwnership>(ownership)
            : TenantOwnership.Undeclared;
    }

    /// <summary>The property that says whose a row is; null unless the type is tenant-owned.</summary>
    public static IReadOnlyProperty? FindTenantProperty(this IReadOnlyEntityType entityType)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        return entityType.GetRootType().FindAnnotation(OwnershipAnnotations.TenantProperty)?.Value is string name
            ? entityType.FindProperty(name)
            : null;
    }
}
