using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ringfence.Npgsql.Tenants;

/// <summary>Hears which tenants have changed, on a connection of its own that it opens again when it is lost.</summary>
internal sealed class TenantListener(
    NpgsqlDataSource source,
    TenantCache cache,
    TenantStoreOptions options,
    ILogger logger
)
{
    private const string Channel = "ringfence_tenants";

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>The driver counts in whole milliseconds, and takes none for ever.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    /// <summary>Ends when cancelled, without an exception, or where a pooler makes listening useless.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pause = ShortestPause;
        while (true)
        {
            try
            {
                var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                await using var _ = connection.ConfigureAwait(false);
                if (await IsBehindPoolerAsync(connection, cancellationToken).ConfigureAwait(false))
                {
                    logger.TenantListenerBehindPooler(options.UnheardAge);
                    return;
                }

                await ListenAsync(connection, cancellationToken).ConfigureAwait(false);
                pause = ShortestPause;
                await HearAsync(connection, cancellationToken).ConfigureAwait(false);
            }
            // While it stops, whatever ends it is its end.
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            // Whatever it is, the store must listen again; until then it keeps its answers for a short age only.
            catch (Exception e)
            {
                logger.TenantListenerLost(pause, e);
            }

            if (!await PauseAsync(pause, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>
    /// Asked before anything is listened to: in transaction mode the pooler would listen on a connection that other
    /// clients are given, and hand nothing on.
    /// </summary>
    private static async Task<bool> IsBehindPoolerAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        var command = new NpgsqlCommand("select pg_backend_pid()", connection);
        await using var _ = command.ConfigureAwait(false);
        return (int)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!
            != connection.ProcessID;
    }

    private async Task ListenAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        connection.Notification += (_, notification) => Hear(notification);
        var command = new NpgsqlCommand($"listen {Channel}", connection);
        await using var _ = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends by an exception only, and then nothing is heard any more.</summary>
    private async Task HearAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var check = new NpgsqlCommand("select 1", connection)
        {
            CommandTimeout = (int)Math.Ceiling(options.ListenerCheck.TotalSeconds),
        };
        await using var _ = check.ConfigureAwait(false);
        var time = options.TimeProvider;
        var heardAt = time.GetTimestamp();
        try
        {
            cache.BeginHearing(heardAt);
            logger.TenantListenerConnected();
            while (true)
            {
                var left = options.ListenerCheck - time.GetElapsedTime(heardAt);
                if (left >= ShortestWait && await connection.WaitAsync(left, cancellationToken).ConfigureAwait(false))
                {
                    continue;
                }

                var askedAt = time.GetTimestamp();
                await check.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                cache.StillHearing(askedAt);
                heardAt = askedAt;
            }
        }
        finally
        {
            cache.EndHearing();
        }
    }

    private void Hear(NpgsqlNotificationEventArgs notification)
    {
        cache.Forget(notification.Payload);
        logger.TenantChangeHeard();
    }

    private async Task<bool> PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(pause, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
