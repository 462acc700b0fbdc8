using System.Runtime.ExceptionServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;
using Ringfence.EntityFrameworkCore.Binding;
using Ringfence.EntityFrameworkCore.Ownership;
using Ringfence.EntityFrameworkCore.Refusals;
using Ringfence.EntityFrameworkCore.Telemetry;

namespace Ringfence.EntityFrameworkCore.Tracking;

/// <summary>
/// Gives entities the tenant in scope as soon as the context knows them, since it is part of their key, and refuses to
/// save those of another tenant.
/// </summary>
internal sealed class TenantTracker(StateManagerDependencies dependencies) : StateManager(dependencies)
{
    public override InternalEntityEntry GetOrCreateEntry(object entity)
    {
        var entry = base.GetOrCreateEntry(entity);
        Fill(entry);
        return entry;
    }

    public override InternalEntityEntry GetOrCreateEntry(object entity, IEntityType? entityType)
    {
        var entry = base.GetOrCreateEntry(entity, entityType);
        Fill(entry);
        return entry;
    }

    public override InternalEntityEntry CreateEntry(IDictionary<string, object?> values, IEntityType entityType)
    {
        var entry = base.CreateEntry(values, entityType);
        Fill(entry);
        return entry;
    }

    /// <exception cref="TenantMissingException">The entity has no tenant, and there is none in scope to give it.</exception>
    public override InternalEntityEntry StartTracking(InternalEntityEntry entry)
    {
        if (Fill(entry) is false)
        {
            throw ContextTenant.Counted(Context, new TenantMissingException());
        }

        return base.StartTracking(entry);
    }

    public override void CascadeDelete(
        InternalEntityEntry entry,
        bool force,
        IEnumerable<IForeignKey>? foreignKeys = null
    )
    {
        var severed = (foreignKeys ?? entry.EntityType.GetReferencingForeignKeys()).ToLookup(TenantSeverance.Serves);
        base.CascadeDelete(entry, force, severed[false]);
        var severance = new TenantSeverance(this);
        foreach (var foreignKey in severed[true])
        {
            severance.Sever(entry, foreignKey);
        }
    }

    /// <exception cref="ForeignTenantException">One of them is another tenant's.</exception>
    public override IList<IUpdateEntry> GetEntriesToSave(bool cascadeChanges)
    {
        var entries = base.GetEntriesToSave(cascadeChanges);
        foreach (var entry in entries)
        {
            if (TenantProperty.Find(entry.EntityType) is not { } property)
            {
                continue;
            }

            var tenant = TenantValues.Of(property, ContextTenant.Get(Context));
            if (!property.GetValueComparer().Equals(entry.GetCurrentValue(property), tenant))
            {
                throw ContextTenant.Counted(
                    Context,
                    new ForeignTenantException(entry.EntityType.DisplayName(), property.Name)
                );
            }
        }

        return entries;
    }

    /// <summary>
    /// Turns refusals into Ringfence's own exceptions here, below the context: it tells all interceptors, and those who
    /// listen to its event, of what comes out.
    /// </summary>
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        var wasSaving = SetSaving(isSaving: true);
        try
        {
            return base.SaveChanges(acceptAllChangesOnSuccess);
        }
        catch (DbUpdateException e)
        {
            ThrowRefusal(e);
            throw;
        }
        finally
        {
            SetSaving(wasSaving);
        }
    }

    /// <inheritdoc cref="SaveChanges"/>
    public override async Task<int> SaveChangesAsync(
        bool acceptAllChangesOnSuccess,
        CancellationToken cancellationToken = default
    )
    {
        var wasSaving = SetSaving(isSaving: true);
        try
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken).ConfigureAwait(false);
        }
        catch (DbUpdateException e)
        {
            ThrowRefusal(e);
            throw;
        }
        finally
        {
            SetSaving(wasSaving);
        }
    }

    /// <summary>Tells the connection, which closes after a transaction that saving could not begin by itself.</summary>
    /// <returns>What it was before.</returns>
    private bool SetSaving(bool isSaving)
    {
        if (Context.GetService<IRelationalConnection>() is not BoundRelationalConnection connection)
        {
            return false;
        }

        var before = connection.IsSaving;
        connection.IsSaving = isSaving;
        return before;
    }

    private void ThrowRefusal(DbUpdateException e)
    {
        if (SaveRefusal.Find(Context, e) is { } refusal)
        {
            ExceptionDispatchInfo.Throw(refusal);
        }
    }

    /// <summary>An owned entity takes its key from its owner.</summary>
    /// <returns>False where the entity has no tenant and gets none.</returns>
    private static bool? Fill(InternalEntityEntry entry)
    {
        if (
            entry.EntityState is not EntityState.Detached
            || TenantProperty.Find(entry.EntityType) is not { } property
            || entry.EntityType.IsOwned()
            || entry.HasExplicitValue(property)
        )
        {
            return null;
        }

        if (TenantScope.Current is not { } tenantId)
        {
            return false;
        }

        entry[property] = TenantValues.Of(property, tenantId);
        return true;
    }
}
