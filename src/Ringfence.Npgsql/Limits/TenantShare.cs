using System.Transactions;

namespace Ringfence.Npgsql.Limits;

/// <summary>
/// What one connection takes of its tenant's limits: from its opening where a tenant is in scope, else from the first
/// statement, until it is closed, however that comes about.
/// </summary>
internal sealed class TenantShare(TenantLimiter limiter)
{
    private HeldConnection? _held;

    /// <summary>Before a connection is taken from the pool: a refused tenant takes none, nor does one that waits.</summary>
    /// <param name="ambient">The transaction that the connection will take part in.</param>
    public void Open(Transaction? ambient)
    {
        if (Opening(ambient) is { } tenant)
        {
            // A synchronous caller waits on its thread, as the driver lets it do for the pool.
            Hold(limiter.TakeAsync(tenant, CancellationToken.None).AsTask().GetAwaiter().GetResult());
        }
    }

    /// <inheritdoc cref="Open"/>
    public async ValueTask OpenAsync(Transaction? ambient, CancellationToken cancellationToken)
    {
        if (Opening(ambient) is { } tenant)
        {
            Hold(await limiter.TakeAsync(tenant, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>
    /// Before a statement: the connection is this tenant's from here on. Never waits, since it holds one of the pool's
    /// connections. Within a transaction that the tenant has begun the debt is not looked at: to refuse would lose what is
    /// done, and keep its locks for longer.
    /// </summary>
    public void Use(TenantId tenantId, TenantIdType type, bool inTransaction)
    {
        var held = Volatile.Read(ref _held);
        if (held?.Tenant.TenantId == tenantId)
        {
            if (!inTransaction)
            {
                limiter.CheckTime(held.Tenant);
            }

            return;
        }

        limiter.Learn(type);
        var tenant = limiter.Of(tenantId);
        limiter.CheckTime(tenant);
        Hold(limiter.Take(tenant));
    }

    /// <summary>Who pays for the statement that starts now, and by which clock; null where nobody does.</summary>
    public StatementBill? Begin() =>
        Volatile.Read(ref _held) is { Tenant: { Limits.StatementTime: not null } tenant } ? new(limiter, tenant) : null;

    /// <summary>The timeout of a command, in seconds, where it is lowered; zero is none.</summary>
    public int? Lowered(int seconds)
    {
        if (Volatile.Read(ref _held)?.Tenant.Limits.MaxCommandTimeout is not { } most)
        {
            return null;
        }

        var lowered = (int)Math.Min(most.TotalSeconds, int.MaxValue);
        return seconds == 0 || seconds > lowered ? lowered : null;
    }

    /// <summary>The connection is the pool's again, or its transaction's until that is over.</summary>
    public void Closed(Transaction? enlisted)
    {
        if (Interlocked.Exchange(ref _held, null) is not { } held)
        {
            return;
        }

        if (enlisted is null)
        {
            held.Dispose();
        }
        else
        {
            limiter.Enlisted.Keep(enlisted, held);
        }
    }

    /// <summary>Null where there is nothing to wait for.</summary>
    private LimitedTenant? Opening(Transaction? ambient)
    {
        if (TenantScope.Current is not { } tenantId)
        {
            return null;
        }

        if (limiter.Enlisted.TryTake(ambient, out var kept))
        {
            Hold(kept);
            return null;
        }

        var tenant = limiter.Of(tenantId);
        limiter.CheckTime(tenant);
        return tenant;
    }

    private void Hold(HeldConnection held) => Interlocked.Exchange(ref _held, held)?.Dispose();
}
