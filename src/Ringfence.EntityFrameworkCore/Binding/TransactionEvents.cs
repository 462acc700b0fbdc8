using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using Ringfence.Npgsql;

namespace Ringfence.EntityFrameworkCore.Binding;

/// <summary>
/// A transaction keeps the tenant that it begins with: that of the scope it is begun in or, where there is none, as in
/// migrations, that of the first bound statement.
/// </summary>
internal sealed class TransactionEvents(TenantDataSource source) : DbTransactionInterceptor
{
    public override DbTransaction TransactionStarted(
        DbConnection connection,
        TransactionEndEventData eventData,
        DbTransaction result
    )
    {
        Began(connection, result);
        return result;
    }

    public override ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection,
        TransactionEndEventData eventData,
        DbTransaction result,
        CancellationToken cancellationToken = default
    )
    {
        Began(connection, result);
        return ValueTask.FromResult(result);
    }

    public override DbTransaction TransactionUsed(
        DbConnection connection,
        TransactionEventData eventData,
        DbTransaction result
    )
    {
        Used(connection, result);
        return result;
    }

    public override ValueTask<DbTransaction> TransactionUsedAsync(
        DbConnection connection,
        TransactionEventData eventData,
        DbTransaction result,
        CancellationToken cancellationToken = default
    )
    {
        Used(connection, result);
        return ValueTask.FromResult(result);
    }

    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) =>
        TransactionTenants.End(transaction);

    public override Task TransactionCommittedAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        TransactionTenants.End(transaction);
        return Task.CompletedTask;
    }

    public override void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) =>
        TransactionTenants.End(transaction);

    public override Task TransactionRolledBackAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        TransactionTenants.End(transaction);
        return Task.CompletedTask;
    }

    private void Began(DbConnection connection, DbTransaction transaction)
    {
        if (source.FindBinding((NpgsqlConnection)connection) is { } binding)
        {
            TransactionTenants.Begin(transaction, binding, TenantScope.Current);
        }
    }

    /// <summary>Under the signed binding the server refuses the other tenant, and knows one transaction from the next.</summary>
    private void Used(DbConnection connection, DbTransaction transaction)
    {
        if (source.Binding == global::Ringfence.Binding.Signed)
        {
            Began(connection, transaction);
        }
        else if (source.FindBinding((NpgsqlConnection)connection) is { } binding)
        {
            TransactionTenants.Use(transaction, binding, TenantScope.Current);
        }
    }
}
