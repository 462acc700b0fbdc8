using System.Data.Common;
using Npgsql;
using Ringfence.Npgsql.Telemetry;

namespace Ringfence.Npgsql.Copy;

/// <summary>
/// Begins a copy. It has a message flow of its own, so that no bind can travel with it: the bind goes before, in the
/// transaction that both are in.
/// </summary>
internal static class BoundCopy
{
    public static TenantCopy<TDriver> Begin<TDriver>(TenantConnection connection, Func<NpgsqlConnection, TDriver> begin)
        where TDriver : class, IDisposable
    {
        ArgumentNullException.ThrowIfNull(connection);
        connection.Sends(text: null);
        DbTransaction? own = HasTransaction(connection) ? null : connection.BeginTransaction();
        RunningStatement? running = null;
        var done = false;
        try
        {
            if (connection.Bind(connection.Tenant()) is { } argument)
            {
                Executions.NonQuery(new LoneBind(connection, argument));
            }

            running = connection.Watch.Start();
            var copy = new TenantCopy<TDriver>(begin(connection.Inner), own, running);
            running?.GoOn();
            done = true;
            return copy;
        }
        catch (PostgresException e) when (CopyRefusedException.Explains(e))
        {
            var refusal = new CopyRefusedException(e);
            running?.Failed(refusal);
            throw refusal;
        }
        catch (Exception e)
        {
            running?.Failed(e);
            throw;
        }
        finally
        {
            if (!done)
            {
                own?.Dispose();
            }
        }
    }

    public static async Task<TenantCopy<TDriver>> BeginAsync<TDriver>(
        TenantConnection connection,
        Func<NpgsqlConnection, CancellationToken, Task<TDriver>> begin,
        CancellationToken cancellationToken
    )
        where TDriver : class, IDisposable
    {
        ArgumentNullException.ThrowIfNull(connection);
        connection.Sends(text: null);
        DbTransaction? own = HasTransaction(connection)
            ? null
            : await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        RunningStatement? running = null;
        var done = false;
        try
        {
            var argument = await connection.BindAsync(connection.Tenant(), cancellationToken).ConfigureAwait(false);
            if (argument is not null)
            {
                await Executions
                    .NonQueryAsync(new LoneBind(connection, argument), cancellationToken)
                    .ConfigureAwait(false);
            }

            running = connection.Watch.Start();
            var driver = await begin(connection.Inner, cancellationToken).ConfigureAwait(false);
            running?.GoOn();
            done = true;
            return new(driver, own, running);
        }
        catch (PostgresException e) when (CopyRefusedException.Explains(e))
        {
            var refusal = new CopyRefusedException(e);
            running?.Failed(refusal);
            throw refusal;
        }
        catch (Exception e)
        {
            running?.Failed(e);
            throw;
        }
        finally
        {
            if (!done && own is not null)
            {
                await own.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static bool HasTransaction(TenantConnection connection) =>
        connection.IsInTransaction || connection.IsEnlisted;
}
