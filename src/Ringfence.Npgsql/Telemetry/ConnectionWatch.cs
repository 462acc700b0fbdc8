using System.Data;
using System.Transactions;
using Npgsql;
using Ringfence.Npgsql.Limits;
using Ringfence.Npgsql.Sessions;

namespace Ringfence.Npgsql.Telemetry;

/// <summary>What a connection tells of itself, and what its tenant's limits say to it.</summary>
internal sealed class ConnectionWatch(TenantDataSource source)
{
    private readonly TenantShare? _share = source.Limiter is { } limiter ? new(limiter) : null;
    private TenantId? _tenantId;
    private RunningStatement? _running;

    /// <summary>Opens the driver's connection, unless the tenant in scope has taken its share.</summary>
    public void Open(NpgsqlConnection inner, Transaction? ambient)
    {
        if (inner.State != ConnectionState.Closed)
        {
            inner.Open(); // It says so itself, and what it counts as stays as it is.
            return;
        }

        try
        {
            _share?.Open(source.Enlists ? ambient : null);
            inner.Open();
        }
        catch (NpgsqlException e) when (HostRefusals.Find(e) is { } refusal)
        {
            NotOpened(refusal.SourceException);
            refusal.Throw();
        }
        catch (Exception e)
        {
            NotOpened(e);
            throw;
        }
    }

    /// <inheritdoc cref="Open"/>
    public async Task OpenAsync(NpgsqlConnection inner, Transaction? ambient, CancellationToken cancellationToken)
    {
        if (inner.State != ConnectionState.Closed)
        {
            await inner.OpenAsync(cancellationToken).ConfigureAwait(false); // As in Open.
            return;
        }

        try
        {
            if (_share is not null)
            {
                await _share.OpenAsync(source.Enlists ? ambient : null, cancellationToken).ConfigureAwait(false);
            }

            await inner.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException e) when (HostRefusals.Find(e) is { } refusal)
        {
            NotOpened(refusal.SourceException);
            refusal.Throw();
        }
        catch (Exception e)
        {
            NotOpened(e);
            throw;
        }
    }

    /// <summary>The next statement is this tenant's; refused where that has taken its share.</summary>
    public void Use(TenantId tenantId, TenantIdType type, bool inTransaction)
    {
        _share?.Use(tenantId, type, inTransaction);
        _tenantId = tenantId;
    }

    /// <summary>Whether somebody counts binds.</summary>
    public bool CountsBinds => source.Telemetry.CountsBinds;

    /// <summary>A statement is sent with its bind.</summary>
    public void Bound() => source.Telemetry.Bound();

    /// <summary>A statement was refused.</summary>
    public void Refused(RingfenceException refusal) => source.Telemetry.Refused(refusal);

    /// <summary>A statement is about to be sent; null where nobody wants to know how long it takes.</summary>
    public RunningStatement? Start() => _running = source.Telemetry.Start(_tenantId, _share?.Begin());

    /// <summary>A command's timeout, in seconds, where the tenant's limits lower it.</summary>
    public int? Lowered(int seconds) => _share?.Lowered(seconds);

    /// <summary>The connection was closed, by whomever; within a transaction the driver keeps it until that is over.</summary>
    public void Closed(Transaction? enlisted)
    {
        _tenantId = null;
        Interlocked.Exchange(ref _running, null)?.Succeeded();
        _share?.Closed(enlisted);
    }

    private void NotOpened(Exception e)
    {
        _share?.Closed(enlisted: null);
        if (e is RingfenceException refusal)
        {
            Refused(refusal);
        }
    }
}
