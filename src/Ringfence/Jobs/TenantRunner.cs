using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Telemetry;
using Ringfence.Tenants;

namespace Ringfence.Jobs;

/// <summary>Runs work in a tenant's scope and a scope of services.</summary>
internal sealed class TenantRunner(IServiceScopeFactory scopes, ITenantStore? store, ILogger logger) : ITenantRunner
{
    public static TenantRunner Create(IServiceProvider provider)
    {
        var loggers = provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        return new(
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetService<ITenantStore>(),
            loggers.CreateLogger("Ringfence.Jobs")
        );
    }

    public Task RunAsync(
        TenantId tenantId,
        Func<IServiceProvider, CancellationToken, Task> work,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(work);
        return RunAsync<object?>(
            tenantId,
            async (services, token) =>
            {
                await work(services, token).ConfigureAwait(false);
                return null;
            },
            cancellationToken
        );
    }

    public Task<TResult> RunAsync<TResult>(
        TenantId tenantId,
        Func<IServiceProvider, CancellationToken, Task<TResult>> work,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(tenantId);
        ArgumentNullException.ThrowIfNull(work);

        // A scope that is entered where nothing flows is gone at the first await: begin where it does.
        return ExecutionContext.IsFlowSuppressed()
            ? Task.Run(() => AdmitAsync(tenantId, work, cancellationToken), cancellationToken)
            : AdmitAsync(tenantId, work, cancellationToken);
    }

    public async Task<TenantRunResult> ForEachAsync(
        IEnumerable<TenantId> tenantIds,
        int degree,
        Func<TenantId, IServiceProvider, CancellationToken, Task> work,
        TenantRunOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(tenantIds);
        ThrowIfUnusable(degree, work);
        var tenants = tenantIds.Distinct().ToImmutableArray();
        return tenants.Contains(null!)
            ? throw new ArgumentException("Holds no tenant at one place.", nameof(tenantIds))
            : await RunAllAsync(tenants, degree, work, options ?? new(), cancellationToken).ConfigureAwait(false);
    }

    public async Task<TenantRunResult> ForEachActiveAsync(
        int degree,
        Func<TenantId, IServiceProvider, CancellationToken, Task> work,
        TenantRunOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ThrowIfUnusable(degree, work);
        if (store is null)
        {
            throw new InvalidOperationException(
                "No ITenantStore is registered that could list the tenants. Register one, or call ForEachAsync."
            );
        }

        // To its end at once: a list that is read from a database holds a snapshot there for as long as it is open.
        var tenants = new List<TenantId>();
        await foreach (var tenantId in store.ListActiveAsync(cancellationToken).ConfigureAwait(false))
        {
            tenants.Add(tenantId);
        }

        return await RunAllAsync([.. tenants.Distinct()], degree, work, options ?? new(), cancellationToken)
            .ConfigureAwait(false);
    }

    private static void ThrowIfUnusable(int degree, Func<TenantId, IServiceProvider, CancellationToken, Task> work)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, 1);
        ArgumentNullException.ThrowIfNull(work);
        if (TenantScope.Current is { } inScope)
        {
            throw new TenantInScopeException(inScope);
        }
    }

    private async Task<TenantRunResult> RunAllAsync(
        ImmutableArray<TenantId> tenants,
        int degree,
        Func<TenantId, IServiceProvider, CancellationToken, Task> work,
        TenantRunOptions options,
        CancellationToken cancellationToken
    )
    {
        var run = new TenantRun(tenants, options, cancellationToken);
        await Parallel
            .ForEachAsync(
                run.Start(),
                new ParallelOptions { MaxDegreeOfParallelism = degree },
                async (tenantId, _) => await RunOneAsync(run, tenantId, work, cancellationToken).ConfigureAwait(false)
            )
            .ConfigureAwait(false);
        var result = run.End();
        logger.RunEnded(
            result.Total,
            result.Succeeded,
            result.Failures.Length,
            result.Refused.Length,
            result.Interrupted.Length,
            result.NotStarted.Length
        );
        return result;
    }

    private async Task RunOneAsync(
        TenantRun run,
        TenantId tenantId,
        Func<TenantId, IServiceProvider, CancellationToken, Task> work,
        CancellationToken cancellationToken
    )
    {
        TenantNotActiveException? refusal = null;
        Exception? failure = null;
        try
        {
            refusal = await FindRefusalAsync(tenantId, cancellationToken).ConfigureAwait(false);
            if (refusal is null)
            {
                await WorkAsync(tenantId, DoAsync, cancellationToken).ConfigureAwait(false);
            }
        }
        // One tenant's work ends here, however it does; the others' goes on.
        catch (Exception exception)
        {
            failure = exception;
        }

        switch (failure)
        {
            case null when refusal is null:
                run.Succeeded(tenantId);
                break;
            case null:
                logger.WorkRefused(tenantId, refusal.Code);
                run.Refused(refusal);
                break;
            case OperationCanceledException when cancellationToken.IsCancellationRequested:
                run.Interrupted(tenantId);
                break;
            default:
                logger.WorkFailed(tenantId, failure);
                run.Failed(tenantId, failure);
                break;
        }

        async Task<object?> DoAsync(IServiceProvider services, CancellationToken token)
        {
            await work(tenantId, services, token).ConfigureAwait(false);
            return null;
        }
    }

    private async Task<TResult> AdmitAsync<TResult>(
        TenantId tenantId,
        Func<IServiceProvider, CancellationToken, Task<TResult>> work,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await FindRefusalAsync(tenantId, cancellationToken).ConfigureAwait(false) is { } refusal
            ? throw refusal
            : await WorkAsync(tenantId, work, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TResult> WorkAsync<TResult>(
        TenantId tenantId,
        Func<IServiceProvider, CancellationToken, Task<TResult>> work,
        CancellationToken cancellationToken
    )
    {
        using var span = Spans.StartJob(tenantId);
        try
        {
            // The scope of services is disposed first: what it writes when it ends is the tenant's too.
            using var scope = TenantScope.Enter(tenantId);
            var services = scopes.CreateAsyncScope();
            await using var _ = services.ConfigureAwait(false);
            return await work(services.ServiceProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (Spans.Failed(span, e))
        {
            throw;
        }
    }

    private async Task<TenantNotActiveException?> FindRefusalAsync(
        TenantId tenantId,
        CancellationToken cancellationToken
    )
    {
        if (store is null)
        {
            return null;
        }

        var state = await AskAsync(store, tenantId, cancellationToken).ConfigureAwait(false);
        return state == TenantState.Active ? null : new(tenantId, state);
    }

    /// <summary>A store is promised that it is asked with no tenant in scope, also where one tenant's work nests.</summary>
    private static Task<TenantState?> AskAsync(
        ITenantStore store,
        TenantId tenantId,
        CancellationToken cancellationToken
    )
    {
        if (TenantScope.Current is null)
        {
            return store.FindStateAsync(tenantId, cancellationToken).AsTask();
        }

        Task<TenantState?> asked;
        using (ExecutionContext.SuppressFlow())
        {
            asked = Task.Run(() => store.FindStateAsync(tenantId, cancellationToken).AsTask(), cancellationToken);
        }

        return asked;
    }
}
