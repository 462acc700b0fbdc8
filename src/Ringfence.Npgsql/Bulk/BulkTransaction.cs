using System.Data;
using System.Data.Common;
using Npgsql;

namespace Ringfence.Npgsql.Bulk;

/// <summary>
/// What makes a bulk insert all or nothing: a transaction of its own, or a savepoint in the caller's. Disposed before it
/// was kept, it undoes, whether the caller still waits or not.
/// </summary>
internal sealed class BulkTransaction : IAsyncDisposable
{
    private const string Savepoint = "ringfence_bulk_insert";

    private readonly TenantConnection _connection;
    private readonly DbTransaction? _own;
    private bool _over;

    private BulkTransaction(TenantConnection connection, DbTransaction? own)
    {
        _connection = connection;
        _own = own;
    }

    public static async Task<BulkTransaction> BeginAsync(
        TenantConnection connection,
        CancellationToken cancellationToken
    )
    {
        if (!connection.IsInTransaction && !connection.IsEnlisted)
        {
            return new(connection, await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false));
        }

        // Before the savepoint: what the session was bound by after it would be undone with it, and a reset would end it.
        await connection.ResetAsync(cancellationToken).ConfigureAwait(false);
        await connection.BindAsync(connection.Tenant(), cancellationToken).ConfigureAwait(false);
        await RunAsync(connection, $"savepoint {Savepoint}", cancellationToken).ConfigureAwait(false);
        return new(connection, own: null);
    }

    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        await (
            _own is not null
                ? _own.CommitAsync(cancellationToken)
                : RunAsync(_connection, $"release savepoint {Savepoint}", cancellationToken)
        ).ConfigureAwait(false);
        _over = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_own is not null)
        {
            await _own.DisposeAsync().ConfigureAwait(false);
        }
        else if (!_over && _connection.State == ConnectionState.Open)
        {
            await RunAsync(
                    _connection,
                    $"rollback to savepoint {Savepoint}; release savepoint {Savepoint}",
                    CancellationToken.None
                )
                .ConfigureAwait(false);
        }
    }

    /// <summary>On the driver's own connection, since it is the tenant's transaction already.</summary>
    private static async Task RunAsync(TenantConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection.Inner);
        await using var _ = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
