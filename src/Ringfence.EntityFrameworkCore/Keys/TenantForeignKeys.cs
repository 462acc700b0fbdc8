using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Ringfence.EntityFrameworkCore.Ownership;

namespace Ringfence.EntityFrameworkCore.Keys;

/// <summary>Has foreign keys to tenant-owned types carry the tenant.</summary>
/// <param name="model">The model.</param>
/// <param name="ownership">Whose its rows are.</param>
/// <param name="tenants">Their tenant properties.</param>
/// <param name="keys">Each key that there was, and the one that carries the tenant in its place.</param>
internal sealed class TenantForeignKeys(
    IMutableModel model,
    ModelOwnership ownership,
    TenantMap tenants,
    IReadOnlyDictionary<IReadOnlyKey, IMutableKey> keys
)
{
    private readonly List<IMutableProperty> _displaced = [];

    public void Carry()
    {
        foreach (var entityType in model.GetEntityTypes().ToList())
        {
            foreach (var foreignKey in entityType.GetDeclaredForeignKeys().ToList())
            {
                Carry(foreignKey);
            }
        }
    }

    /// <summary>Takes away the properties that the tenant property stands for, once no former key has them any more.</summary>
    public void RemoveDisplaced()
    {
        foreach (var property in _displaced)
        {
            Remove(property);
        }
    }

    /// <summary>The database would follow it to any tenant's row, with the tenant in the keys or without.</summary>
    public static void RefuseNonTenant(IReadOnlyModel model, ModelOwnership ownership)
    {
        foreach (var foreignKey in model.GetEntityTypes().SelectMany(entityType => entityType.GetDeclaredForeignKeys()))
        {
            if (ownership.Of(foreignKey.PrincipalEntityType) is TenantOwnership.Tenant)
            {
                RefuseNonTenant(foreignKey, ownership.Of(foreignKey.DeclaringEntityType));
            }
        }
    }

    private void Carry(IMutableForeignKey foreignKey)
    {
        if (ownership.Of(foreignKey.PrincipalEntityType) is not TenantOwnership.Tenant)
        {
            return;
        }

        Restrict(foreignKey);
        var principal = keys.GetValueOrDefault(foreignKey.PrincipalKey, foreignKey.PrincipalKey);
        var properties = principal.Properties.Select(property => Match(foreignKey, property)).ToArray();
        if (principal == foreignKey.PrincipalKey && properties.SequenceEqual(foreignKey.Properties))
        {
            return;
        }

        if (properties.Distinct().Count() < properties.Length)
        {
            throw Refusal(foreignKey, "names the tenant twice. Take the tenant property out of the relationship.");
        }

        RefuseSecond(foreignKey, principal, properties);

        var wasRequired = foreignKey.IsRequired;
        var deleteBehavior = foreignKey.DeleteBehavior;
        TenantKeys.Keep(foreignKey.Properties);
        foreignKey.SetProperties(properties, principal);
        foreignKey.IsRequired = wasRequired || properties.All(property => !property.IsNullable);

        // Nothing can be set to null any more, and that everything of a tenant goes with it is to be said by the user.
        foreignKey.DeleteBehavior =
            !wasRequired && foreignKey.IsRequired && deleteBehavior is DeleteBehavior.ClientSetNull
                ? DeleteBehavior.Restrict
                : deleteBehavior;
    }

    /// <summary>A tenant does not go with a row of its own by what nobody said; what it owns does.</summary>
    private void Restrict(IMutableForeignKey foreignKey)
    {
        var source = ((IConventionForeignKey)foreignKey).GetDeleteBehaviorConfigurationSource();
        var isTenant =
            foreignKey.PrincipalKey.Properties is [var only]
            && only == tenants.Find(foreignKey.PrincipalEntityType)
            && EntityTables.Find(foreignKey.DeclaringEntityType) != EntityTables.Find(foreignKey.PrincipalEntityType);
        if (isTenant && !foreignKey.IsOwnership && source is null or ConfigurationSource.Convention)
        {
            foreignKey.DeleteBehavior = DeleteBehavior.Restrict;
        }
    }

    /// <summary>Two foreign keys of the same properties to the same key are one to EF Core, which drops the other.</summary>
    private static void RefuseSecond(
        IReadOnlyForeignKey foreignKey,
        IReadOnlyKey principal,
        IReadOnlyList<IReadOnlyProperty> properties
    )
    {
        var dependent = foreignKey.DeclaringEntityType;
        var isSecond = dependent
            .GetForeignKeys()
            .Concat(dependent.GetDerivedForeignKeys())
            .Any(other =>
                other != foreignKey
                && other.PrincipalEntityType == foreignKey.PrincipalEntityType
                && other.PrincipalKey == principal
                && other.Properties.SequenceEqual(properties)
            );
        if (isSecond)
        {
            throw Refusal(
                foreignKey,
                "has to be by the same properties as another one, and refers to the same row. Take one of them away."
            );
        }
    }

    /// <summary>Of a property of the principal's key, the one that refers to it.</summary>
    private IMutableProperty Match(IMutableForeignKey foreignKey, IReadOnlyProperty property)
    {
        var at = foreignKey.PrincipalKey.Properties.TakeWhile(other => other != property).Count();
        var old = at < foreignKey.Properties.Count ? foreignKey.Properties[at] : null;
        if (property != tenants.Find(foreignKey.PrincipalEntityType))
        {
            return old!;
        }

        var tenant =
            tenants.Find(foreignKey.DeclaringEntityType)
            ?? throw Refusal(foreignKey, "needs the tenant, which its view does not show. Map the tenant column.");
        if (old is not null && old != tenant)
        {
            Displace(foreignKey, old, tenant);
        }

        return tenant;
    }

    /// <summary>What referred to the tenant by another property than the tenant property now does so by that.</summary>
    private void Displace(IMutableForeignKey foreignKey, IMutableProperty old, IReadOnlyProperty tenant)
    {
        if (foreignKey.DeclaringEntityType.GetRootType() == foreignKey.PrincipalEntityType.GetRootType())
        {
            throw Refusal(
                foreignKey,
                "refers from one tenant to another, whose row it does not see. Take the relationship away, or keep it"
                    + " between shared types."
            );
        }

        if (
            !old.IsShadowProperty()
            || ((IConventionProperty)old).GetConfigurationSource() is ConfigurationSource.Explicit
        )
        {
            throw Refusal(
                foreignKey,
                $"refers to a tenant by {old.Name} beside its tenant property {tenant.Name}, and could name another one."
                    + $" Write IsTenantOwned(\"{old.Name}\") for {foreignKey.DeclaringEntityType.DisplayName()}, or let"
                    + $" the relationship have {tenant.Name} as its foreign key."
            );
        }

        _displaced.Add(old);
    }

    private static void Remove(IMutableProperty property)
    {
        foreach (var key in property.GetContainingKeys().Cast<IMutableKey>().ToList())
        {
            if (key.GetReferencingForeignKeys().FirstOrDefault() is { } foreignKey)
            {
                throw Refusal(
                    foreignKey,
                    $"is by {property.Name}, in whose place is the tenant property. Give"
                        + $" {key.DeclaringEntityType.DisplayName()} another key to refer to."
                );
            }

            IMutableProperty[] properties = [.. key.Properties.Where(other => other != property)];
            TenantKeys.Keep(properties);
            TenantKeys.Replace(key.DeclaringEntityType, key, properties);
            key.DeclaringEntityType.RemoveKey(key.Properties);
        }

        foreach (var index in property.GetContainingIndexes().ToList())
        {
            index.DeclaringEntityType.RemoveIndex(index);
        }

        if (!property.IsKey() && !property.IsForeignKey())
        {
            property.DeclaringType.RemoveProperty(property);
        }
    }

    private static void RefuseNonTenant(IReadOnlyForeignKey foreignKey, TenantOwnership owned)
    {
        var dependent = foreignKey.DeclaringEntityType;
        var principal = foreignKey.PrincipalEntityType;
        if (owned is TenantOwnership.Tenant)
        {
            return;
        }

        var isShared = owned is TenantOwnership.Shared;
        throw new OwnershipConflictException(
            $"{dependent.DisplayName()} {(isShared ? "is shared" : "is not declared")}, and refers to"
                + $" {principal.DisplayName()}, which is tenant-owned. Declare {dependent.DisplayName()} tenant-owned, or"
                + " take the relationship away: the database would follow it to any tenant's row."
        );
    }

    private static TenantKeyException Refusal(IReadOnlyForeignKey foreignKey, string message) =>
        new(
            foreignKey.DeclaringEntityType.DisplayName(),
            $"The relationship of {foreignKey.DeclaringEntityType.DisplayName()} to"
                + $" {foreignKey.PrincipalEntityType.DisplayName()} {message}"
        );
}
