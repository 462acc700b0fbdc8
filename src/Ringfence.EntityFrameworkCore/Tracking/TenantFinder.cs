using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Internal;
using Microsoft.EntityFrameworkCore.Metadata;
using Ringfence.EntityFrameworkCore.Ownership;

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
        base.FindEntry(Whole([.. keyValues])!);

    /// <summary>A token may stand behind the values, where the caller took one overload for another.</summary>
    private object?[]? Whole(object?[]? keyValues)
    {
        var given = keyValues is [.., CancellationToken] ? keyValues.Length - 1 : keyValues?.Length;
        if (given != _key.Properties.Count - 1)
        {
            return keyValues;
        }

        var at = _key.Properties.TakeWhile(property => property != tenant).Count();
        return [.. keyValues![..at], TenantValues.Of(tenant, TenantScope.GetCurrent()), .. keyValues[at..]];
    }
}
