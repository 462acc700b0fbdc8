using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Internal;
using Microsoft.EntityFrameworkCore.Metadata;
using Ringfence.EntityFrameworkCore.Ownership;
using Ringfence.EntityFrameworkCore.Telemetry;

namespace Ringfence.EntityFrameworkCore.Tracking;

/// <summary>Finds by a key with the tenant left out, which is then the tenant in scope, as by the whole key.</summary>
internal sealed class TenantFinder<TEntity>(
    IStateManager stateManager,
    IDbSetSource setSource,
    IDbSetCache setCache,
    IEntityType entityType,
    IProperty tenant
) : EntityFinder<TEntity>(stateManager, setSource, setCache, entityType), IEntityFinder
    where TEntity : class
{
    private readonly IStateManager _stateManager = stateManager;
    private readonly IKey _key = entityType.FindPrimaryKey()!;
    private readonly DetachedLoad<TEntity> _detached = new(stateManager, entityType);

    public override TEntity? Find(object?[]? keyValues) => base.Find(Whole(keyValues));

    object? IEntityFinder.Find(object?[]? keyValues) => Find(keyValues);

    public override ValueTask<TEntity?> FindAsync(
        object?[]? keyValues,
        CancellationToken cancellationToken = default
    ) => base.FindAsync(Whole(keyValues), cancellationToken);

    async ValueTask<object?> IEntityFinder.FindAsync(object?[]? keyValues, CancellationToken cancellationToken) =>
        await FindAsync(keyValues, cancellationToken).ConfigureAwait(false);

    public override InternalEntityEntry? FindEntry<TKey>(TKey keyValue) =>
        _key.Properties.Count == 2 ? _stateManager.TryGetEntry(_key, Whole([keyValue])!) : base.FindEntry(keyValue);

    public override InternalEntityEntry? FindEntry(IEnumerable<object?> keyValues) =>
        base.FindEntry((IEnumerable<object?>)Whole([.. keyValues])!);

    public override void Load(INavigation navigation, InternalEntityEntry entry, LoadOptions options)
    {
        if (!DetachedLoad<TEntity>.Serves(navigation, entry))
        {
            base.Load(navigation, entry, options);
            return;
        }

        if (_detached.Query(navigation, entry, options) is { } rows)
        {
            foreach (var row in rows)
            {
                _detached.Fix(navigation, entry, row);
            }
        }

        entry.SetIsLoaded(navigation);
    }

    public override async Task LoadAsync(
        INavigation navigation,
        InternalEntityEntry entry,
        LoadOptions options,
        CancellationToken cancellationToken = default
    )
    {
        if (!DetachedLoad<TEntity>.Serves(navigation, entry))
        {
            await base.LoadAsync(navigation, entry, options, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (_detached.Query(navigation, entry, options) is { } rows)
        {
            await foreach (
                var row in rows.AsAsyncEnumerable().WithCancellation(cancellationToken).ConfigureAwait(false)
            )
            {
                _detached.Fix(navigation, entry, row);
            }
        }

        entry.SetIsLoaded(navigation);
    }

    public override IQueryable<TEntity> Query(INavigation navigation, InternalEntityEntry entry) =>
        DetachedLoad<TEntity>.Serves(navigation, entry)
        && _detached.Query(navigation, entry, LoadOptions.None) is { } rows
            ? rows
            : base.Query(navigation, entry);

    /// <summary>A token may stand behind the values, where the caller took one overload for another.</summary>
    private object?[]? Whole(object?[]? keyValues)
    {
        var given = keyValues is [.., CancellationToken] ? keyValues.Length - 1 : keyValues?.Length;
        if (given != _key.Properties.Count - 1)
        {
            return keyValues;
        }

        var at = _key.Properties.TakeWhile(property => property != tenant).Count();
        return
        [
            .. keyValues![..at],
            TenantValues.Of(tenant, ContextTenant.Get(_stateManager.Context)),
            .. keyValues[at..],
        ];
    }
}
