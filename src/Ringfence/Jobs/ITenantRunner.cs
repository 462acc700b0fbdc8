using Ringfence.Tenants;

namespace Ringfence.Jobs;

/// <summary>
/// Runs work that no request started: for one tenant or for many, each in a <see cref="TenantScope"/> and a scope of
/// services of its own. Registered by <c>AddRingfence</c>.
/// </summary>
/// <remarks>
/// Where an <see cref="ITenantStore"/> is registered, it is asked before any tenant's work begins. A tenant's scope ends
/// when its work's task does, after its services were disposed: what the work started and did not await is refused from
/// then on. Threads: any; one instance serves many callers at once.
/// </remarks>
public interface ITenantRunner
{
    /// <summary>
    /// Runs the work for one tenant. Inside another tenant's scope it nests, as <see cref="TenantScope.Enter"/> does.
    /// </summary>
    /// <param name="tenantId">The tenant to act for.</param>
    /// <param name="work">Is given the services of a scope of its own, and <paramref name="cancellationToken"/>.</param>
    /// <param name="cancellationToken">Gives up before the work began; once it runs, the work has to look at it itself.</param>
    /// <exception cref="TenantNotActiveException">The store does not let the tenant run; nothing has run.</exception>
    Task RunAsync(
        TenantId tenantId,
        Func<IServiceProvider, CancellationToken, Task> work,
        CancellationToken cancellationToken = default
    );

    /// <summary>Like <see cref="RunAsync(TenantId, Func{IServiceProvider, CancellationToken, Task}, CancellationToken)"/>,
    /// with a result.</summary>
    Task<TResult> RunAsync<TResult>(
        TenantId tenantId,
        Func<IServiceProvider, CancellationToken, Task<TResult>> work,
        CancellationToken cancellationToken = default
    );

    /// <summary>Runs the work for each of these tenants, begun in their order. What fails is in the result.</summary>
    /// <param name="tenantIds">Read to its end before anything runs; a tenant that is there twice runs once.</param>
    /// <param name="degree">How many tenants' work runs at once, at most: at least 1.</param>
    /// <param name="work">Is given the tenant, which is in scope, and the services of a scope of its own.</param>
    /// <param name="options">What a failure means for the others, and whom to tell of progress; null for the defaults.</param>
    /// <param name="cancellationToken">
    /// Starts no more, and is passed on to what runs. It is no failure: the result says who did not run.
    /// </param>
    /// <exception cref="TenantInScopeException">A tenant is in scope already; nothing has run.</exception>
    Task<TenantRunResult> ForEachAsync(
        IEnumerable<TenantId> tenantIds,
        int degree,
        Func<TenantId, IServiceProvider, CancellationToken, Task> work,
        TenantRunOptions? options = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Like <see cref="ForEachAsync"/>, for all tenants that the <see cref="ITenantStore"/> lists as active. What the
    /// store throws while they are listed is thrown, and nothing has run.
    /// </summary>
    /// <exception cref="InvalidOperationException">No store is registered.</exception>
    /// <exception cref="TenantInScopeException">A tenant is in scope already; nothing has run.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while the list was read; nothing has run.</exception>
    Task<TenantRunResult> ForEachActiveAsync(
        int degree,
        Func<TenantId, IServiceProvider, CancellationToken, Task> work,
        TenantRunOptions? options = null,
        CancellationToken cancellationToken = default
    );
}
