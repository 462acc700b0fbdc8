using System.Reflection;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Ringfence.EntityFrameworkCore.Ownership;

/// <summary>What was said of one entity type: by annotations, which the builder wrote, or by attributes of its class.</summary>
/// <param name="Ownership">Whose its rows are.</param>
/// <param name="PropertyName">The tenant property; null where none was named.</param>
internal sealed record OwnershipDeclaration(TenantOwnership Ownership, string? PropertyName)
{
    /// <summary>Null where nothing was said. A property bag, which any entity type may have as its class, says nothing.</summary>
    public static OwnershipDeclaration? Find(IReadOnlyEntityType entityType)
    {
        if (entityType.FindAnnotation(OwnershipAnnotations.Ownership)?.Value is string ownership)
        {
            return new(
                Enum.Parse<TenantOwnership>(ownership),
                entityType.FindAnnotation(OwnershipAnnotations.TenantProperty)?.Value as string
            );
        }

        if (entityType.IsPropertyBag)
        {
            return null;
        }

        var isShared = entityType.ClrType.IsDefined(typeof(SharedAttribute), inherit: true);
        return entityType.ClrType.GetCustomAttribute<TenantOwnedAttribute>(inherit: true) switch
        {
            null => isShared ? new(TenantOwnership.Shared, PropertyName: null) : null,
            _ when isShared => throw new OwnershipConflictException(
                $"{entityType.DisplayName()} is both tenant-owned and shared by its attributes. Take one away."
            ),
            var owned => new(TenantOwnership.Tenant, owned.PropertyName),
        };
    }

    public static void Write(IMutableEntityType entityType, OwnershipDeclaration declaration)
    {
        entityType.SetAnnotation(OwnershipAnnotations.Ownership, declaration.Ownership.ToString());
        entityType.SetOrRemoveAnnotation(OwnershipAnnotations.TenantProperty, declaration.PropertyName);
    }

    public static void Remove(IMutableEntityType entityType)
    {
        entityType.RemoveAnnotation(OwnershipAnnotations.Ownership);
        entityType.RemoveAnnotation(OwnershipAnnotations.TenantProperty);
    }
}
