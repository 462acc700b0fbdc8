using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Ringfence.EntityFrameworkCore.Ownership;
using Ringfence.EntityFrameworkCore.Telemetry;

namespace Ringfence.EntityFrameworkCore.Tracking;

/// <summary>
/// Loads a navigation of an entity that the context does not track, as of a no-tracking query. EF Core refuses that where
/// the key has a shadow property, of which such an entity has no value: the tenant's is known without.
/// </summary>
internal sealed class DetachedLoad<TEntity>(IStateManager stateManager, IEntityType target)
    where TEntity : class
{
    /// <summary>Whether the tenant property, and no other, keeps EF Core from loading it.</summary>
    public static bool Serves(INavigation navigation, InternalEntityEntry entry) =>
        entry.EntityState is EntityState.Detached
        && TenantProperty.Find(entry.EntityType) is { } tenant
        && tenant.IsShadowProperty()
        && Own(navigation) is var own
        && own.Contains(tenant)
        && own.All(property => property == tenant || !property.IsShadowProperty());

    /// <summary>Null where the key has a null, and there is nothing to load.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2091", Justification = "The model has the type.")]
    public IQueryable<TEntity>? Query(INavigation navigation, InternalEntityEntry entry, LoadOptions options)
    {
        var tenant = TenantProperty.Find(entry.EntityType)!;
        var values = Own(navigation)
            .Select(property =>
                property == tenant ? TenantValues.Of(tenant, ContextTenant.Get(stateManager.Context)) : entry[property]
            )
            .ToArray();
        if (values.Contains(null))
        {
            return null;
        }

        var foreignKey = navigation.ForeignKey;
        var row = Expression.Parameter(typeof(TEntity), "row");
        var predicate = Microsoft.EntityFrameworkCore.Internal.ExpressionExtensions.BuildPredicate(
            navigation.IsOnDependent ? foreignKey.PrincipalKey.Properties : foreignKey.Properties,
            new ValueBuffer(values),
            row
        );
        var rows = (
            target.HasSharedClrType
                ? stateManager.Context.Set<TEntity>(target.Name)
                : stateManager.Context.Set<TEntity>()
        ).Where(Expression.Lambda<Func<TEntity, bool>>(predicate, row));
        return (options & LoadOptions.ForceIdentityResolution) == LoadOptions.None
            ? rows.AsNoTracking()
            : rows.AsNoTrackingWithIdentityResolution();
    }

    public void Fix(INavigation navigation, InternalEntityEntry entry, TEntity loaded)
    {
        Set(entry, navigation, loaded);
        if (navigation.Inverse is { } inverse)
        {
            Set(stateManager.GetOrCreateEntry(loaded, target), inverse, entry.Entity);
        }
    }

    private static IReadOnlyList<IProperty> Own(INavigation navigation) =>
        navigation.IsOnDependent ? navigation.ForeignKey.Properties : navigation.ForeignKey.PrincipalKey.Properties;

    private static void Set(InternalEntityEntry entry, INavigation navigation, object value)
    {
        if (navigation.IsCollection)
        {
            entry.AddToCollection(navigation, value, forMaterialization: true);
        }
        else
        {
            entry.SetProperty(navigation, value, isMaterialization: true, setModified: false);
        }
    }
}
