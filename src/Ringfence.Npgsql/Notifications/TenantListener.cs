using System.Collections.Concurrent;
using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;

namespace Ringfence.Npgsql.Notifications;

/// <summary>Hears what is told one tenant about one topic, on a connection of its own.</summary>
/// <remarks>Threads: one at a time. What is told while nobody listens is lost: read the rows once after listening began.</remarks>
public sealed class TenantListener : IAsyncDisposable
{
    /// <summary>
    /// <c>listen</c> takes no parameter, and a statement's text is seen in pg_stat_activity by all sessions of the role: in
    /// a block the name is in no text.
    /// </summary>
    private const string Listen = """
        do $listen$
        begin
            execute pg_catalog.format('listen %I', pg_catalog.current_setting('ringfence.channel'));
        end
        $listen$
        """;

    private readonly TenantConnection _connection;
    private readonly TenantId _tenantId;
    private readonly string _channel;
    private readonly ConcurrentQueue<string> _heard = new();

    private TenantListener(TenantConnection connection, TenantId tenantId, string channel)
    {
        _connection = connection;
        _tenantId = tenantId;
        _channel = channel;
        connection.Sends(text: null);
        connection.Inner.Notification += Hear;
    }

    /// <summary>The payloads, in the order they were sent, without end.</summary>
    /// <param name="cancellationToken">Stops waiting; one may read on afterwards.</param>
    /// <exception cref="TenantMissingException">The scope that it listens for has ended.</exception>
    /// <exception cref="TenantChangedException">Another tenant is in scope.</exception>
    /// <exception cref="NpgsqlException">The connection is lost; listen anew.</exception>
    public async IAsyncEnumerable<string> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        while (true)
        {
            Check();
            while (_heard.TryDequeue(out var payload))
            {
                yield return payload;
                Check();
            }

            await _connection.Inner.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stops listening and gives the connection back.</summary>
    public async ValueTask DisposeAsync()
    {
        _connection.Inner.Notification -= Hear;
        try
        {
            if (_connection.State == ConnectionState.Open)
            {
                var command = new NpgsqlCommand("unlisten *", _connection.Inner);
                await using var _ = command.ConfigureAwait(false);
                await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (NpgsqlException)
        {
            // The connection is lost, and what listened with it.
        }
        finally
        {
            await _connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    internal static async Task<TenantListener> BeginAsync(
        TenantConnection connection,
        TenantId tenantId,
        string channel,
        CancellationToken cancellationToken
    )
    {
        await connection.ResetAsync(cancellationToken).ConfigureAwait(false);
        var listener = new TenantListener(connection, tenantId, channel);
        var batch = new NpgsqlBatch(connection.Inner)
        {
            BatchCommands =
            {
                new("select pg_catalog.set_config('ringfence.channel', $1, true)")
                {
                    Parameters = { new NpgsqlParameter<string> { TypedValue = channel } },
                },
                new(Listen),
            },
        };
        await using var _ = batch.ConfigureAwait(false);
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return listener;
    }

    /// <summary>The scope may have ended, or changed, while it waited: then what it heard is not for whoever reads.</summary>
    private void Check()
    {
        var now = _connection.Tenant();
        if (now != _tenantId)
        {
            throw new TenantChangedException(_tenantId, now);
        }
    }

    private void Hear(object sender, NpgsqlNotificationEventArgs told)
    {
        if (told.Channel == _channel)
        {
            _heard.Enqueue(told.Payload);
        }
    }
}
