using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Ringfence.Npgsql.Bulk;

namespace Ringfence.EntityFrameworkCore.Bulk;

/// <summary>
/// Inserts many entities with the policies in force, by the data source's bulk insert: table, columns and conversions are
/// the model's.
/// </summary>
/// <remarks>
/// All are inserted or none: within the context's transaction, or in one of its own. They are neither tracked nor read
/// back: keys that the server makes stay unset. What belongs to an entity in tables of its own is not inserted, and refused
/// rather than left out. Entities are read while the insert goes on, so they must not come from the same context. Each
/// method returns how many rows were inserted.
/// </remarks>
public static class EntityBulkInserting
{
    /// <summary>Inserts entities of the set's type.</summary>
    /// <param name="set">The set; one of a type that several entity types share says which it is.</param>
    /// <param name="entities">The entities.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Stops and undoes the insert.</param>
    /// <exception cref="BulkEntityException">The model maps the type to more than the rows of one table.</exception>
    /// <exception cref="BulkRowException">An entity holds what would not be inserted.</exception>
    /// <exception cref="BulkTargetException">The database has no such table or column.</exception>
    /// <exception cref="BulkInsertException">The server refused a row.</exception>
    /// <exception cref="TenantMissingException">No tenant is in scope.</exception>
    public static Task<long> BulkInsertAsync<TEntity>(
        this DbSet<TEntity> set,
        IAsyncEnumerable<TEntity> entities,
        BulkInsertOptions? options = null,
        CancellationToken cancellationToken = default
    )
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(entities);
        var context = set.GetService<ICurrentDbContext>().Context;
        return new EntityInsert<TEntity>(context, set.EntityType, options ?? new()).RunAsync(
            entities,
            cancellationToken
        );
    }

    /// <inheritdoc cref="BulkInsertAsync{TEntity}(DbSet{TEntity}, IAsyncEnumerable{TEntity}, BulkInsertOptions?, CancellationToken)"/>
    public static Task<long> BulkInsertAsync<TEntity>(
        this DbSet<TEntity> set,
        IEnumerable<TEntity> entities,
        BulkInsertOptions? options = null,
        CancellationToken cancellationToken = default
    )
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(entities);
        return set.BulkInsertAsync(entities.ToAsyncEnumerable(), options, cancellationToken);
    }

    /// <summary>Inserts entities of a type that the context's model has.</summary>
    /// <param name="context">The context.</param>
    /// <param name="entities">The entities.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Stops and undoes the insert.</param>
    /// <inheritdoc cref="BulkInsertAsync{TEntity}(DbSet{TEntity}, IAsyncEnumerable{TEntity}, BulkInsertOptions?, CancellationToken)"/>
    public static Task<long> BulkInsertAsync<TEntity>(
        this DbContext context,
        IAsyncEnumerable<TEntity> entities,
        BulkInsertOptions? options = null,
        CancellationToken cancellationToken = default
    )
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(entities);
        var entityType =
            context
                .Model.GetEntityTypes()
                .FirstOrDefault(type => type.ClrType == typeof(TEntity) && !type.HasSharedClrType)
            ?? throw new BulkEntityException(
                typeof(TEntity).Name,
                "The model has no entity type of this class, or several: use the DbSet that says which."
            );
        return new EntityInsert<TEntity>(context, entityType, options ?? new()).RunAsync(entities, cancellationToken);
    }

    /// <inheritdoc cref="BulkInsertAsync{TEntity}(DbContext, IAsyncEnumerable{TEntity}, BulkInsertOptions?, CancellationToken)"/>
    public static Task<long> BulkInsertAsync<TEntity>(
        this DbContext context,
        IEnumerable<TEntity> entities,
        BulkInsertOptions? options = null,
        CancellationToken cancellationToken = default
    )
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(entities);
        return context.BulkInsertAsync(entities.ToAsyncEnumerable(), options, cancellationToken);
    }
}
