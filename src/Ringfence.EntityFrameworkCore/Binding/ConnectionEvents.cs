using System.Data.Common;
using System.Transactions;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using Ringfence.Npgsql;

namespace Ringfence.EntityFrameworkCore.Binding;

/// <summary>Tells the binding which ambient transaction a connection joined.</summary>
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

    private void Enlist(DbConnection connection) =>
        source.FindBinding((NpgsqlConnection)connection)?.Opened(Transaction.Current);
}
