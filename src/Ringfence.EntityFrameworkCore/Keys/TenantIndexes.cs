using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata.Internal;
using Ringfence.EntityFrameworkCore.Ownership;

namespace Ringfence.EntityFrameworkCore.Keys;

/// <summary>Has unique indexes begin with the tenant, and each tenant table have an index that does.</summary>
internal static class TenantIndexes
{
    /// <summary>The provider's annotations that hold a value for each property.</summary>
    private static readonly HashSet<string> PerProperty = new(StringComparer.Ordinal)
    {
        NpgsqlAnnotationNames.IndexOperators,
        NpgsqlAnnotationNames.IndexNullSortOrder,
        RelationalAnnotationNames.Collation,
    };

    public static void Carry(IMutableEntityType root, IMutableProperty tenant, ModelOwnership ownership)
    {
        foreach (var entityType in root.GetDerivedTypesInclusive().Cast<IMutableEntityType>())
        {
            foreach (var index in entityType.GetDeclaredIndexes().Where(index => index.IsUnique).ToList())
            {
                if (!index.Properties.Contains(tenant) && !IsOfRelationship(index))
                {
                    Carry(entityType, tenant, index);
                }
            }

            foreach (var foreignKey in entityType.GetDeclaredForeignKeys().Where(foreignKey => foreignKey.IsUnique))
            {
                if (ownership.Of(foreignKey.PrincipalEntityType) is not TenantOwnership.Tenant)
                {
                    Part(entityType, tenant, foreignKey);
                }
            }
        }
    }

    public static void Lead(TenantMap tenants)
    {
        foreach (var (root, tenant) in tenants.All)
        {
            var leads = root.GetKeys()
                .Select(key => key.Properties)
                .Concat(root.GetDeclaredIndexes().Select(index => index.Properties))
                .Any(properties => properties[0] == tenant);
            if (!leads && EntityTables.HasOwn(root))
            {
                root.AddIndex(tenant);
            }
        }
    }

    /// <summary>Whether EF Core made it for a foreign key, with which it changes.</summary>
    private static bool IsOfRelationship(IMutableIndex index) =>
        ((IConventionIndex)index).GetConfigurationSource() == ConfigurationSource.Convention
        && index.DeclaringEntityType.FindForeignKeys(index.Properties).Any();

    /// <summary>
    /// A foreign key to a shared type stays, and what is unique by it is so for each tenant. EF Core would make a unique
    /// index for it by convention, unless one that says otherwise is there.
    /// </summary>
    private static void Part(IMutableEntityType entityType, IMutableProperty tenant, IMutableForeignKey foreignKey)
    {
        if (foreignKey.Properties.Contains(tenant))
        {
            return;
        }

        var plain = entityType.FindIndex(foreignKey.Properties) ?? entityType.AddIndex(foreignKey.Properties);
        plain.IsUnique = false;
        IMutableProperty[] properties = [tenant, .. foreignKey.Properties];
        var isUnique = entityType
            .GetKeys()
            .Select(key => key.Properties)
            .Concat(entityType.GetIndexes().Where(index => index.IsUnique).Select(index => index.Properties))
            .Any(properties.SequenceEqual);
        if (!isUnique)
        {
            entityType.AddIndex(properties).IsUnique = true;
        }
    }

    private static void Carry(IMutableEntityType entityType, IMutableProperty tenant, IMutableIndex index)
    {
        entityType.RemoveIndex(index);
        IMutableProperty[] properties = [tenant, .. index.Properties];
        var carrying = index.Name is null
            ? entityType.AddIndex(properties)
            : entityType.AddIndex(properties, index.Name);
        carrying.IsUnique = true;

        // An empty list says that all are descending.
        carrying.IsDescending = index.IsDescending switch
        {
            null => null,
            { Count: 0 } => [false, .. index.Properties.Select(_ => true)],
            var descending => [false, .. descending],
        };
        foreach (var annotation in index.GetAnnotations())
        {
            carrying.SetAnnotation(annotation.Name, WithTenant(annotation.Name, annotation.Value));
        }
    }

    private static object? WithTenant(string name, object? value) =>
        PerProperty.Contains(name)
            ? value switch
            {
                string[] texts => (string?[])[null, .. texts],
                NullSortOrder[] orders => (NullSortOrder[])[NullSortOrder.Unspecified, .. orders],
                _ => value,
            }
            : value;
}
