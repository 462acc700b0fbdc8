using System.Data.Common;
using System.Transactions;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using Ringfence.Npgsql;

namespace Ringfence.EntityFrameworkCore.Binding;

/// <summary>Tells the binding which ambient transaction a connection joined, and unbinds what outlives a statement.</summary>
internal sealed class ConnectionEvents(TenantDataSource source) : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
        Enlist(connection);

    public override Task ConnectionOpenedAsync(
        DbConnection connection,
        ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        Enlist(connection);
        return Task.CompletedTask;
    }

    public override InterceptionResult ConnectionClosing(
        DbConnection connection,
        ConnectionEventData eventData,
        InterceptionResult result
    )
    {
        source.FindBinding((NpgsqlConnection)connection)?.Lease?.Release();
        return result;
    }

    public override async ValueTask<InterceptionResult> ConnectionClosingAsync(
        DbConnection connection,
        ConnectionEventData eventData,
        InterceptionResult result
    )
    {
        if (source.FindBinding((NpgsqlConnection)connection)?.Lease is { } lease)
        {
            await lease.ReleaseAsync().ConfigureAwait(false);
        }

        return result;
    }

    /// <summary>A context that is disposed while its connection is open disposes that too, and closes it not.</summary>
    public override InterceptionResult ConnectionDisposing(
        DbConnection connection,
        ConnectionEventData eventData,
        InterceptionResult result
    ) => ConnectionClosing(connection, eventData, result);

    /// <inheritdoc cref="ConnectionDisposing"/>
    public override ValueTask<InterceptionResult> ConnectionDisposingAsync(
        DbConnection connection,
        ConnectionEventData eventData,
        InterceptionResult result
    ) => ConnectionClosingAsync(connection, eventData, result);

    private void Enlist(DbConnection connection) =>
        source.FindBinding((NpgsqlConnection)connection)?.Opened(Transaction.Current);
}
