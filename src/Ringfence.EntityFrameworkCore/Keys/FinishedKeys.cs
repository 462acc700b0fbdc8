using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Ringfence.EntityFrameworkCore.Ownership;

namespace Ringfence.EntityFrameworkCore.Keys;

/// <summary>
/// Looks once more at a finished model: conventions that the user added run last, and may have said of it what no
/// declaration did.
/// </summary>
internal static class FinishedKeys
{
    /// <exception cref="TenantKeyException">A tenant table is without the tenant, or one of its keys is.</exception>
    /// <exception cref="UndeclaredEntitiesException">A type came late, and nobody said whose its rows are.</exception>
    public static void Refuse(IReadOnlyModel model, OwnershipOptions options)
    {
        // A model of EF Core's own, as of the rows of a raw query, was not looked at before either.
        if (model.FindAnnotation(OwnershipAnnotations.TenantIdType) is null)
        {
            return;
        }

        var roots = model.GetEntityTypes().Where(entityType => entityType.BaseType is null).ToList();
        RefuseUndeclared(roots, options);
        RefuseNonTenant(model);
        foreach (var root in roots.Where(IsTenants))
        {
            if (root.FindTenantProperty() is not { } tenant)
            {
                if (!options.UnsafeKeysWithoutTenant || !EntityTables.IsOwners(root))
                {
                    throw Refusal(root, "a table without a tenant property");
                }
            }
            else if (!options.UnsafeKeysWithoutTenant)
            {
                Refuse(root, tenant);
            }
        }
    }

    private static void RefuseUndeclared(IEnumerable<IReadOnlyEntityType> roots, OwnershipOptions options)
    {
        var undeclared = roots
            .Where(root => !root.IsOwned() && root.GetTenantOwnership() is TenantOwnership.Undeclared)
            .Select(root => root.DisplayName())
            .Order(StringComparer.Ordinal)
            .ToImmutableArray();
        if (options.UndeclaredEntities is UndeclaredEntities.Refuse && !undeclared.IsEmpty)
        {
            throw new UndeclaredEntitiesException(undeclared);
        }
    }

    private static void RefuseNonTenant(IReadOnlyModel model)
    {
        foreach (var entityType in model.GetEntityTypes())
        {
            if (
                entityType.GetTenantOwnership() is not TenantOwnership.Tenant
                && entityType.GetDeclaredForeignKeys().FirstOrDefault(IsToTenants) is { } foreignKey
            )
            {
                throw new OwnershipConflictException(
                    $"{entityType.DisplayName()} is not tenant-owned, and refers to"
                        + $" {foreignKey.PrincipalEntityType.DisplayName()}, which is. Take the relationship away."
                );
            }
        }
    }

    private static void Refuse(IReadOnlyEntityType root, IReadOnlyProperty tenant)
    {
        if (root.GetKeys().Any(key => !key.Properties.Contains(tenant)))
        {
            throw Refusal(root, "a key without the tenant");
        }

        foreach (var entityType in root.GetDerivedTypesInclusive())
        {
            if (entityType.GetDeclaredIndexes().Any(index => index.IsUnique && !index.Properties.Contains(tenant)))
            {
                throw Refusal(entityType, "a unique index without the tenant");
            }

            if (entityType.GetDeclaredForeignKeys().Any(foreignKey => !Carries(foreignKey, tenant)))
            {
                throw Refusal(entityType, "a foreign key to a tenant-owned type without the tenant");
            }
        }
    }

    private static bool Carries(IReadOnlyForeignKey foreignKey, IReadOnlyProperty tenant) =>
        !IsToTenants(foreignKey)
        || foreignKey
            .Properties.Zip(foreignKey.PrincipalKey.Properties)
            .Contains((tenant, foreignKey.PrincipalEntityType.FindTenantProperty()!));

    private static bool IsToTenants(IReadOnlyForeignKey foreignKey) =>
        IsTenants(foreignKey.PrincipalEntityType.GetRootType());

    private static bool IsTenants(IReadOnlyEntityType root) =>
        root.GetTenantOwnership() is TenantOwnership.Tenant && EntityTables.HasOwn(root);

    private static TenantKeyException Refusal(IReadOnlyEntityType entityType, string lack) =>
        new(
            entityType.DisplayName(),
            $"{entityType.DisplayName()} is tenant-owned, and has {lack}. A convention that runs late may have added it:"
                + " have it name the tenant property as well."
        );
}
