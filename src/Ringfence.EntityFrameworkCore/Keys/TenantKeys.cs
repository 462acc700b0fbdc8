using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Ringfence.EntityFrameworkCore.Ownership;

namespace Ringfence.EntityFrameworkCore.Keys;

/// <summary>
/// Has primary, alternate and unique keys of tenant-owned types begin with the tenant, and the foreign keys between them
/// carry it: a row cannot refer to another tenant's, nor a cascade reach one. PostgreSQL checks references past the
/// policies (chapter 5.8, "Row Security Policies").
/// </summary>
internal static class TenantKeys
{
    public static void Carry(IMutableModel model, ModelOwnership ownership, TenantMap tenants)
    {
        var keys = new Dictionary<IReadOnlyKey, IMutableKey>();
        foreach (var (root, tenant) in tenants.All)
        {
            if (EntityTables.HasOwn(root) || root.IsMappedToJson())
            {
                foreach (var key in root.GetDeclaredKeys().ToList())
                {
                    keys[key] = Carry(root, tenant, key);
                }

                TenantIndexes.Carry(root, tenant, ownership);
            }
        }

        var foreignKeys = new TenantForeignKeys(model, ownership, tenants, keys);
        foreignKeys.Carry();
        foreach (var (old, carrying) in keys)
        {
            if (old != carrying)
            {
                carrying.DeclaringEntityType.RemoveKey(old.Properties);
            }
        }

        foreignKeys.RemoveDisplaced();
    }

    /// <summary>Without the tenant in its key a row that lies in several tables has the tenant in one of them only.</summary>
    public static void RefuseSplit(TenantMap tenants)
    {
        foreach (var (root, _) in tenants.All)
        {
            var isSplit = root.GetDerivedTypesInclusive().Any(type => type.GetMappingFragments().Any());
            if (isSplit || root.GetMappingStrategy() == RelationalAnnotationNames.TptMappingStrategy)
            {
                throw new TenantKeyException(
                    root.DisplayName(),
                    $"{root.DisplayName()} lies in several tables, which have only its key in common, so that key must"
                        + " carry the tenant: take away UnsafeKeysWithoutTenant, or map it to one table."
                );
            }
        }
    }

    private static IMutableKey Carry(IMutableEntityType root, IMutableProperty tenant, IMutableKey key)
    {
        if (key.Properties.Contains(tenant))
        {
            return key;
        }

        Keep(key.Properties);
        IMutableProperty[] properties = [tenant, .. key.Properties];
        return Replace(root, key, properties);
    }

    /// <summary>Puts another key beside it, which is what it was.</summary>
    internal static IMutableKey Replace(
        IMutableEntityType root,
        IMutableKey key,
        IReadOnlyList<IMutableProperty> properties
    )
    {
        var other = key.IsPrimaryKey() ? root.SetPrimaryKey(properties)! : root.AddKey(properties);
        foreach (var annotation in key.GetAnnotations())
        {
            other.SetAnnotation(annotation.Name, annotation.Value);
        }

        return other;
    }

    /// <summary>
    /// By convention values are generated for the property of a key that has but one. What is set, be it to what it was,
    /// is said explicitly, and no convention changes it any more.
    /// </summary>
    internal static void Keep(IEnumerable<IMutableProperty> properties)
    {
        foreach (var property in properties)
        {
            property.ValueGenerated = property.ValueGenerated;
        }
    }
}
