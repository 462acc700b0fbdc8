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

        foreach (var property in _displaced)
        {
            Remove(property);
        }
    }

    private void Carry(IMutableForeignKey foreignKey)
    {
        if (ownership.Of(foreignKey.PrincipalEntityType) is not TenantOwnership.Tenant)
        {
            return;
        }

        RefuseNonTenant(foreignKey);
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
        foreach (var index in property.GetContainingIndexes().ToList())
        {
            index.DeclaringEntityType.RemoveIndex(index);
        }

        if (!property.IsKey() && !property.IsForeignKey())
        {
            property.DeclaringType.RemoveProperty(property);
        }
    }

    private void RefuseNonTenant(IReadOnlyForeignKey foreignKey)
    {
        var dependent = foreignKey.DeclaringEntityType;
        var principal = foreignKey.PrincipalEntityType;
        if (ownership.Of(dependent) is TenantOwnership.Tenant)
        {
            return;
        }

        var isShared = ownership.Of(dependent) is TenantOwnership.Shared;
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
