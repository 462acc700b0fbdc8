using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Ringfence.EntityFrameworkCore.Ownership;

namespace Ringfence.EntityFrameworkCore;

/// <summary>Says in a model whose the rows of an entity type are.</summary>
/// <remarks>
/// It is said of the root of a hierarchy. Owned types are their owner's; the join type of a many-to-many relationship is
/// a tenant's where one of its ends is. Without <c>UseRingfence</c> it changes nothing.
/// </remarks>
public static class RingfenceEntityTypes
{
    /// <summary>What EF Core needs of an entity type in a trimmed program.</summary>
    private const DynamicallyAccessedMemberTypes Members =
        DynamicallyAccessedMemberTypes.PublicConstructors
        | DynamicallyAccessedMemberTypes.NonPublicConstructors
        | DynamicallyAccessedMemberTypes.PublicProperties
        | DynamicallyAccessedMemberTypes.NonPublicProperties
        | DynamicallyAccessedMemberTypes.PublicFields
        | DynamicallyAccessedMemberTypes.NonPublicFields
        | DynamicallyAccessedMemberTypes.Interfaces;

    /// <summary>
    /// Each row is one tenant's. The tenant property is the one that <see cref="OwnershipOptions.TenantProperty"/> names;
    /// where there is none it is added in shadow.
    /// </summary>
    public static EntityTypeBuilder IsTenantOwned(this EntityTypeBuilder entityType) =>
        Declare(entityType, TenantOwnership.Tenant, propertyName: null);

    /// <summary>Each row is one tenant's, by the property of this name, which is added in shadow where there is none.</summary>
    public static EntityTypeBuilder IsTenantOwned(this EntityTypeBuilder entityType, string propertyName)
    {
        ArgumentException.ThrowIfNullOrEmpty(propertyName);
        return Declare(entityType, TenantOwnership.Tenant, propertyName);
    }

    /// <inheritdoc cref="IsTenantOwned(EntityTypeBuilder)"/>
    public static EntityTypeBuilder<TEntity> IsTenantOwned<TEntity>(this EntityTypeBuilder<TEntity> entityType)
        where TEntity : class
    {
        Declare(entityType, TenantOwnership.Tenant, propertyName: null);
        return entityType;
    }

    /// <inheritdoc cref="IsTenantOwned(EntityTypeBuilder, string)"/>
    public static EntityTypeBuilder<TEntity> IsTenantOwned<TEntity>(
        this EntityTypeBuilder<TEntity> entityType,
        string propertyName
    )
        where TEntity : class
    {
        IsTenantOwned((EntityTypeBuilder)entityType, propertyName);
        return entityType;
    }

    /// <summary>
    /// Each row is one tenant's, by this property. Where that is the primary key itself, each row is a tenant, and what
    /// refers to it does so by its own tenant property.
    /// </summary>
    public static EntityTypeBuilder<TEntity> IsTenantOwned<[DynamicallyAccessedMembers(Members)] TEntity, TProperty>(
        this EntityTypeBuilder<TEntity> entityType,
        Expression<Func<TEntity, TProperty>> property
    )
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(entityType);
        ArgumentNullException.ThrowIfNull(property);
        Declare(entityType, TenantOwnership.Tenant, entityType.Property(property).Metadata.Name);
        return entityType;
    }

    /// <summary>The rows belong to nobody, and every tenant may see them.</summary>
    public static EntityTypeBuilder IsShared(this EntityTypeBuilder entityType) =>
        Declare(entityType, TenantOwnership.Shared, propertyName: null);

    /// <inheritdoc cref="IsShared(EntityTypeBuilder)"/>
    public static EntityTypeBuilder<TEntity> IsShared<TEntity>(this EntityTypeBuilder<TEntity> entityType)
        where TEntity : class
    {
        Declare(entityType, TenantOwnership.Shared, propertyName: null);
        return entityType;
    }

    private static EntityTypeBuilder Declare(
        EntityTypeBuilder entityType,
        TenantOwnership ownership,
        string? propertyName
    )
    {
        ArgumentNullException.ThrowIfNull(entityType);
        OwnershipDeclaration.Write(entityType.Metadata, new(ownership, propertyName));
        return entityType;
    }
}
