using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Ringfence.Benchmarks.Bindings;

namespace Ringfence.Benchmarks.Contexts;

/// <summary>What is done with contexts, a pooled one an operation; queries are compiled once.</summary>
/// <param name="factory">Where contexts come from.</param>
/// <param name="filters">Whether queries say the tenant, since nothing else isolates.</param>
internal sealed class ContextOperations<TContext>(PooledDbContextFactory<TContext> factory, bool filters)
    where TContext : ApiContext
{
    private static readonly Func<TContext, long, IAsyncEnumerable<Api>> Point = EF.CompileAsyncQuery(
        (TContext context, long id) => context.Apis.AsNoTracking().Where(api => api.Id == id)
    );

    private static readonly Func<TContext, Guid, long, IAsyncEnumerable<Api>> FilteredPoint = EF.CompileAsyncQuery(
        (TContext context, Guid tenant, long id) =>
            context.Apis.AsNoTracking().Where(api => api.TenantId == tenant && api.Id == id)
    );

    private static readonly Func<TContext, long, IAsyncEnumerable<Api>> Twenty = EF.CompileAsyncQuery(
        (TContext context, long id) =>
            context.Apis.AsNoTracking().Where(api => api.Id >= id).OrderBy(api => api.Id).Take(20)
    );

    private static readonly Func<TContext, Guid, long, IAsyncEnumerable<Api>> FilteredTwenty = EF.CompileAsyncQuery(
        (TContext context, Guid tenant, long id) =>
            context
                .Apis.AsNoTracking()
                .Where(api => api.TenantId == tenant && api.Id >= id)
                .OrderBy(api => api.Id)
                .Take(20)
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

    public Func<Random, Task> Of(ContextOperation operation) => random => RunAsync(operation, random);

    private async Task RunAsync(ContextOperation operation, Random random)
    {
        var row = Row.Pick(random);
        using var scope = TenantScope.Enter(TenantId.From(row.Tenant));
        await using var context = await factory.CreateDbContextAsync();
        await (
            operation switch
            {
                ContextOperation.PointSelect => PointAsync(context, row),
                ContextOperation.ReadTwenty => TwentyAsync(context, row),
                ContextOperation.Insert => InsertAsync(context, row, 1),
                ContextOperation.Batch => InsertAsync(context, row, Row.BatchSize),
                ContextOperation.Transaction => TransactionAsync(context, row),
                _ => IncludeAsync(context, row),
            }
        );
    }

    private Task PointAsync(TContext context, Row row) =>
        CountAsync(filters ? FilteredPoint(context, row.Tenant, row.Id) : Point(context, row.Id), 1, 0);

    private Task TwentyAsync(TContext context, Row row) =>
        CountAsync(filters ? FilteredTwenty(context, row.Tenant, row.Id) : Twenty(context, row.Id), 20, 0);

    private Task IncludeAsync(TContext context, Row row) =>
        CountAsync(filters ? FilteredInclude(context, row.Tenant, row.Id) : Include(context, row.Id), 1, 9);

    private static async Task InsertAsync(TContext context, Row row, int count)
    {
        for (var i = 0; i < count; i++)
        {
            context.Apis.Add(
                new()
                {
                    Id = Row.NewId(),
                    TenantId = row.Tenant,
                    Name = "an api",
                }
            );
        }

        Row.Expect(count, await context.SaveChangesAsync());
    }

    private async Task TransactionAsync(TContext context, Row row)
    {
        await using var transaction = await context.Database.BeginTransactionAsync();
        await PointAsync(context, row);
        await TwentyAsync(context, row);
        await InsertAsync(context, row, 1);
        var rows = filters
            ? context.Apis.Where(api => api.TenantId == row.Tenant && api.Id == row.Id)
            : context.Apis.Where(api => api.Id == row.Id);
        Row.Expect(1, await rows.ExecuteUpdateAsync(api => api.SetProperty(one => one.Name, "another")));
        await PointAsync(context, row);
        await transaction.CommitAsync();
    }

    private static async Task CountAsync(IAsyncEnumerable<Api> rows, int expected, int parts)
    {
        var found = 0;
        await foreach (var row in rows)
        {
            found += row.Versions.Sum(version => version.Operations.Count) == parts ? 1 : expected + 1;
        }

        Row.Expect(expected, found);
    }
}
