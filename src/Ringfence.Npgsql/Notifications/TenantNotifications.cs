using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Ringfence.Npgsql.Notifications;

/// <summary>
/// PostgreSQL's <c>notify</c> and <c>listen</c>, a tenant apart from the other. A channel of PostgreSQL's is the whole
/// database's: whoever knows its name may listen. So each tenant's has a name that only this secret makes.
/// </summary>
/// <remarks>
/// Superusers see the names of sessions' statements, and logs of parameters hold them: a payload is a hint to look at the
/// rows, not the place for a secret. Threads: any.
/// </remarks>
public sealed class TenantNotifications
{
    private const int ShortestSecret = 32;

    /// <summary>Half of the MAC, in hexadecimal: with the prefix it stays below PostgreSQL's 63 bytes.</summary>
    private const int NameDigits = 48;

    private readonly TenantDataSource _source;
    private readonly byte[] _secret;

    /// <param name="source">Where listeners take their connections.</param>
    /// <param name="secret">The same in all services that speak to each other; at least 32 characters, random.</param>
    /// <exception cref="ArgumentException">The secret is too short to be one.</exception>
    public TenantNotifications(TenantDataSource source, string secret)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(secret);
        if (secret.Length < ShortestSecret)
        {
            throw new ArgumentException(
                $"The secret of the channels' names needs {ShortestSecret} characters or more: openssl rand -hex 32.",
                nameof(secret)
            );
        }

        _source = source;
        _secret = Encoding.UTF8.GetBytes(secret);
    }

    /// <summary>
    /// Tells the listeners of the tenant in scope. In a transaction it is sent when that is committed, and not at all when
    /// it is rolled back.
    /// </summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="topic">What it is about; part of the channel's name.</param>
    /// <param name="payload">Less than 8,000 bytes.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="TenantMissingException">No tenant is in scope.</exception>
    public async Task NotifyAsync(
        TenantConnection connection,
        string topic,
        string payload,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(payload);
        var command = new TenantCommand
        {
            Connection = connection,
            CommandText = "select pg_catalog.pg_notify($1, $2)",
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = Channel(connection.Tenant(), topic) },
                new NpgsqlParameter<string> { TypedValue = payload },
            },
        };
        await using var _ = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Listens for the tenant in scope, from the moment that the result is there.</summary>
    /// <remarks>It keeps a connection of the pool until it is disposed.</remarks>
    /// <exception cref="TenantMissingException">No tenant is in scope.</exception>
    /// <exception cref="ListenRefusedException">A pooler stands before the server.</exception>
    public async Task<TenantListener> ListenAsync(string topic, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topic);
        TenantScope.GetCurrent(); // Before a connection is taken.
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var listening = false;
        try
        {
            if (connection.Session().Backend.Length == 0)
            {
                throw new ListenRefusedException();
            }

            var tenantId = connection.Tenant();
            var listener = await TenantListener
                .BeginAsync(connection, tenantId, Channel(tenantId, topic), cancellationToken)
                .ConfigureAwait(false);
            listening = true;
            return listener;
        }
        finally
        {
            if (!listening)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    internal string Channel(TenantId tenantId, string topic)
    {
        var named = string.Create(CultureInfo.InvariantCulture, $"rfn1|{tenantId.Value.Length}|{tenantId}|{topic}");
        var mac = HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(named));
        return $"rfn_{Convert.ToHexStringLower(mac)[..NameDigits]}";
    }
}
