using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;
using Ringfence.Npgsql.Telemetry;

namespace Ringfence.Npgsql.Limits;

/// <summary>
/// The limits of one data source. It keeps something for a tenant only while that uses connections or owes time; the
/// partitioned limiters throw away what is idle.
/// </summary>
internal sealed class TenantLimiter : IDisposable
{
    /// <summary>Nobody knows when one of the tenant's connections is given back.</summary>
    private static readonly TimeSpan RetryConnection = TimeSpan.FromSeconds(1);

    private readonly TenantDataSourceOptions _options;
    private readonly SourceTelemetry _telemetry;
    private readonly LimitLog _log;
    private readonly PartitionedRateLimiter<LimitedTenant> _connections;
    private readonly PartitionedRateLimiter<LimitedTenant> _statementTime;
    private TenantIdType? _tenantIdType;
    private int _held;
    private int _waiting;

    private TenantLimiter(TenantDataSourceOptions options, SourceTelemetry telemetry, ILogger logger)
    {
        _options = options;
        _telemetry = telemetry;
        _tenantIdType = options.TenantIdType;
        _log = new(logger);
        _connections = PartitionedRateLimiter.Create<LimitedTenant, LimitedTenant>(tenant =>
            RateLimitPartition.GetConcurrencyLimiter(tenant, ConnectionOptions)
        );
        _statementTime = PartitionedRateLimiter.Create<LimitedTenant, LimitedTenant>(tenant =>
            RateLimitPartition.Get(tenant, NewStatementTime)
        );
        telemetry.Limits = this;
    }

    public EnlistedConnections Enlisted { get; } = new();

    /// <summary>The connections that count as some tenant's now.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>The callers that wait now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    public TimeProvider Time => _options.TimeProvider;

    /// <summary>Null where nothing is limited.</summary>
    public static TenantLimiter? Create(TenantDataSourceOptions options, SourceTelemetry telemetry, ILogger logger) =>
        options.Limits is null ? null : new(options, telemetry, logger);

    /// <summary>
    /// The tenant under the limits that it has now, in the spelling of the database's type as far as that is known: two
    /// spellings of one tenant have one limit.
    /// </summary>
    public LimitedTenant Of(TenantId tenantId)
    {
        var limits = _options.Limits ?? new();
        var canonical =
            _tenantIdType is { } type && TenantId.TryParse(tenantId.Value, type, out var parsed) ? parsed : tenantId;
        return new(canonical, limits.ForTenant?.Invoke(canonical) ?? limits.Default);
    }

    /// <summary>What the database's tenant ids are.</summary>
    public void Learn(TenantIdType type) => _tenantIdType ??= type;

    /// <summary>Refuses a tenant that owes statement time.</summary>
    public void CheckTime(LimitedTenant tenant)
    {
        if (tenant.Limits.StatementTime is not { } budget)
        {
            return;
        }

        using var lease = Attempt(_statementTime, tenant, permits: 0);
        if (!lease.IsAcquired)
        {
            lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter);
            var limit = string.Create(
                CultureInfo.InvariantCulture,
                $"{budget.TotalSeconds:0.###} s of statement time in {tenant.Limits.Window.TotalSeconds:0.###} s"
            );
            throw Refusal(tenant, limit, "statement_time", retryAfter);
        }
    }

    /// <summary>Takes what a statement of the tenant took.</summary>
    public void Charge(LimitedTenant tenant, TimeSpan elapsed)
    {
        foreach (var permits in StatementTimeLimiter.Permits(elapsed))
        {
            Attempt(_statementTime, tenant, permits).Dispose();
        }
    }

    /// <summary>A connection for the tenant, or a refusal, at once: the caller holds one of the pool already.</summary>
    public HeldConnection Take(LimitedTenant tenant)
    {
        var lease = tenant.Limits.MaxConnections is null ? null : Attempt(_connections, tenant, permits: 1);
        return lease is { IsAcquired: false } ? throw NoConnection(tenant, lease) : Hold(tenant, lease);
    }

    /// <summary>A connection for the tenant as soon as one of its own is given back, or a refusal.</summary>
    public async ValueTask<HeldConnection> TakeAsync(LimitedTenant tenant, CancellationToken cancellationToken)
    {
        if (tenant.Limits.MaxConnections is null)
        {
            return Hold(tenant, lease: null);
        }

        var lease = Attempt(_connections, tenant, permits: 1);
        if (!lease.IsAcquired && tenant.Limits is { MaxWaiting: > 0, MaxWait: { Ticks: > 0 } longest })
        {
            lease.Dispose();
            lease = await WaitAsync(tenant, longest, cancellationToken).ConfigureAwait(false);
        }

        return lease is not { IsAcquired: true } ? throw NoConnection(tenant, lease) : Hold(tenant, lease);
    }

    public void Returned(RateLimitLease? lease)
    {
        if (lease is not null)
        {
            Interlocked.Decrement(ref _held);
        }
    }

    public void Dispose()
    {
        _telemetry.Limits = null;
        _connections.Dispose();
        _statementTime.Dispose();
        _log.Dispose();
    }

    private static ConcurrencyLimiterOptions ConnectionOptions(LimitedTenant tenant) =>
        new() { PermitLimit = tenant.Limits.MaxConnections!.Value, QueueLimit = tenant.Limits.MaxWaiting };

    private StatementTimeLimiter NewStatementTime(LimitedTenant tenant) =>
        new(tenant.Limits.StatementTime!.Value, tenant.Limits.Window, _options.TimeProvider);

    /// <summary>A limiter that was idle may be thrown away between being found and being asked: then there is a new one.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "the caller disposes it")]
    private static RateLimitLease Attempt(
        PartitionedRateLimiter<LimitedTenant> limiter,
        LimitedTenant tenant,
        int permits
    )
    {
        try
        {
            return limiter.AttemptAcquire(tenant, permits);
        }
        catch (ObjectDisposedException)
        {
            return limiter.AttemptAcquire(tenant, permits);
        }
    }

    /// <summary>Null when the time is up.</summary>
    private async ValueTask<RateLimitLease?> WaitAsync(
        LimitedTenant tenant,
        TimeSpan longest,
        CancellationToken cancellationToken
    )
    {
        using var time = new CancellationTokenSource(longest, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        var began = _options.TimeProvider.GetTimestamp();
        Interlocked.Increment(ref _waiting);
        try
        {
            return await _connections.AcquireAsync(tenant, 1, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
            _telemetry.Waited(_options.TimeProvider.GetElapsedTime(began));
        }
    }

    private HeldConnection Hold(LimitedTenant tenant, RateLimitLease? lease)
    {
        if (lease is not null)
        {
            Interlocked.Increment(ref _held);
        }

        return new(this, tenant, lease);
    }

    private TenantLimitedException NoConnection(LimitedTenant tenant, RateLimitLease? lease)
    {
        lease?.Dispose();
        Debug.Assert(tenant.Limits.MaxConnections is not null, "only what is limited is refused");
        var most = tenant.Limits.MaxConnections!.Value;
        return Refusal(
            tenant,
            string.Create(CultureInfo.InvariantCulture, $"{most} connection{(most == 1 ? "" : "s")} at once"),
            "connections",
            RetryConnection
        );
    }

    private TenantLimitedException Refusal(LimitedTenant tenant, string limit, string kind, TimeSpan retryAfter)
    {
        var refusal = new TenantLimitedException(tenant.TenantId, limit, retryAfter);
        _telemetry.LimitHit(tenant.TenantId, kind);
        _log.Limited(refusal, limit);
        return refusal;
    }
}
