using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Ringfence.Benchmarks.Contexts;

/// <summary>What is asked of a context, compiled once; hand-written filters where nothing else isolates.</summary>
internal static class ContextQueries<TContext>
    where TContext : ApiContext
{
    private static readonly Func<TContext, long, IAsyncEnumerable<Api>> Point = EF.CompileAsyncQuery(
        (TContext context, long id) => context.Apis.AsNoTracking().Where(api => api.Id == id)
    );

    private static readonly Func<TContext, Guid, long, IAsyncEnumerable<Api>> FilteredPoint = EF.CompileAsyncQuery(
        (TContext context, Guid tenant, long id) =>
            context.Apis.AsNoTracking().Where(api => api.TenantId == tenant && api.Id == id)
    );

    private static readonly Func<TContext, long, IAsyncEnumerable<Api>> Include = EF.CompileAsyncQuery(
        (TContext context, long id) =>
            context
                .Apis.AsNoTracking()
                .Include(api => api.Versions)
                    .ThenInclude(version => version.Operations)
                .Where(api => api.Id == id)
    );

    private static readonly Func<TContext, Guid, long, IAsyncEnumerable<Api>> FilteredInclude = EF.CompileAsyncQuery(
        (TContext context, Guid tenant, long id) =>
            context
                .Apis.AsNoTracking()
                .Include(api => api.Versions.Where(version => version.TenantId == tenant))
                    .ThenInclude(version => version.Operations.Where(operation => operation.TenantId == tenant))
                .Where(api => api.TenantId == tenant && api.Id == id)
    );

    /// <param name="factory">Pooled contexts, one an operation.</param>
    /// <param name="includes">The rows of three tables, or one row.</param>
    /// <param name="filters">Whether the query says the tenant.</param>
    /// <param name="random">Picks the row.</param>
    public static async Task ReadAsync(
        PooledDbContextFactory<TContext> factory,
        bool includes,
        bool filters,
        Random random
    )
    {
        var id = random.Next(1, ContextRead.Apis + 1);
        var tenant = ContextRead.TenantOf(id);
        using var scope = TenantScope.Enter(TenantId.From(tenant));
        await using var context = await factory.CreateDbContextAsync();
        var rows = (includes, filters) switch
        {
            (false, false) => Point(context, id),
            (false, true) => FilteredPoint(context, tenant, id),
            (true, false) => Include(context, id),
            _ => FilteredInclude(context, tenant, id),
        };
        var found = 0;
        await foreach (var row in rows)
        {
            found +=
                row.Id == id && row.Versions.Sum(version => version.Operations.Count) == (includes ? 9 : 0) ? 1 : 2;
        }

        if (found != 1)
        {
            throw new InvalidOperationException("Not the one row that was asked for.");
        }
    }
}
