using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Internal;

namespace Ringfence.EntityFrameworkCore.Tracking;

/// <summary>
/// Cuts dependents off an entity that is deleted. EF Core would set the tenant of the foreign key to null as well, which
/// stays with the dependent and is part of its key.
/// </summary>
/// <param name="stateManager">What tracks them.</param>
internal sealed class TenantSeverance(StateManager stateManager)
{
    /// <summary>Whether it carries the tenant, and a delete leaves the dependent with nulls.</summary>
    public static bool Serves(IForeignKey foreignKey) =>
        foreignKey.DeleteBehavior
            is not (DeleteBehavior.Cascade or DeleteBehavior.ClientCascade or DeleteBehavior.ClientNoAction)
        && TenantProperty.Find(foreignKey.DeclaringEntityType) is { } tenant
        && foreignKey.Properties.Contains(tenant)
        && Rest(foreignKey, tenant).Count > 0;

    public void Sever(InternalEntityEntry principal, IForeignKey foreignKey)
    {
        // A principal that is only forgotten stays the one that its dependents refer to.
        if (principal.EntityState is EntityState.Detached)
        {
            return;
        }

        var rest = Rest(foreignKey, TenantProperty.Find(foreignKey.DeclaringEntityType)!);
        var dependents =
            stateManager.GetDependentsFromNavigation(principal, foreignKey)
            ?? stateManager.GetDependents(principal, foreignKey);
        foreach (var dependent in dependents.Cast<InternalEntityEntry>().ToList())
        {
            if (Refers(dependent, principal, foreignKey))
            {
                foreach (var property in rest)
                {
                    dependent.SetProperty(
                        property,
                        value: null,
                        isMaterialization: false,
                        setModified: true,
                        isCascadeDelete: true
                    );
                }
            }
        }
    }

    /// <summary>What becomes null: as EF Core does, what no other foreign key shares, if there is such.</summary>
    private static List<IProperty> Rest(IForeignKey foreignKey, IProperty tenant)
    {
        foreignKey.GetPropertiesWithMinimalOverlapIfPossible(out var own, out _);
        var rest = own.Where(CanBeNull).ToList();
        return rest.Count > 0 ? rest : [.. foreignKey.Properties.Where(CanBeNull)];

        bool CanBeNull(IProperty property) => property != tenant && property.IsNullable;
    }

    private bool Refers(InternalEntityEntry dependent, InternalEntityEntry principal, IForeignKey foreignKey)
    {
        if (dependent.SharedIdentityEntry == principal)
        {
            return false;
        }

        if (
            stateManager.Context.ChangeTracker.AutoDetectChangesEnabled
            && !((IRuntimeModel)stateManager.Model).SkipDetectChanges
        )
        {
            stateManager.ChangeDetector.DetectChanges(dependent);
        }

        return dependent.EntityState switch
        {
            EntityState.Deleted or EntityState.Detached => false,
            EntityState.Added => true,
            _ => foreignKey
                .Properties.Zip(foreignKey.PrincipalKey.Properties)
                .All(pair => pair.Second.GetKeyValueComparer().Equals(dependent[pair.First], principal[pair.Second])),
        };
    }
}
