using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Sessions;

namespace Ringfence.EntityFrameworkCore.Binding;

/// <summary>
/// A transaction keeps the tenant that it begins with: that of the scope it is begun in or, where there is none, as in
/// migrations, that of the first bound statement.
/// </summary>
internal sealed class TransactionEvents(TenantDataSource source) : DbTransactionInterceptor
{
    public override InterceptionResult<DbTransaction> TransactionStarting(
        DbConnection connection,
        TransactionStartingEventData eventData,
        InterceptionResult<DbTransaction> result
    )
    {
        if (Leased(connection, result.HasResult) is not { } binding)
        {
            return result;
        }

        try
        {
            binding.Lease!.Bind(binding.Tenant());
        }
        // Whatever it is, it leaves open what was opened for the transaction.
        catch (Exception)
        {
            Left(connection, eventData)?.Close();
            throw;
        }

        return result;
    }

    public override async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection,
        TransactionStartingEventData eventData,
        InterceptionResult<DbTransaction> result,
        CancellationToken cancellationToken = default
    )
    {
        if (Leased(connection, result.HasResult) is not { } binding)
        {
            return result;
        }

        try
        {
            await binding.Lease!.BindAsync(binding.Tenant(), cancellationToken).ConfigureAwait(false);
        }
        // Whatever it is, it leaves open what was opened for the transaction.
        catch (Exception)
        {
            if (Left(connection, eventData) is { } left)
            {
                await left.CloseAsync().ConfigureAwait(false);
            }

            throw;
        }

        return result;
    }

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

    /// <summary>
    /// What outlives a statement is bound before the transaction: bound within it, a rollback, be it to a savepoint, would
    /// undo it unnoticed.
    /// </summary>
    private ConnectionBinding? Leased(DbConnection connection, bool hasBegun) =>
        !hasBegun
        && TenantScope.Current is not null
        && source.FindBinding((NpgsqlConnection)connection) is { Lease: not null } binding
            ? binding
            : null;

    /// <summary>
    /// The connection that EF Core opened for the transaction, and that it does not close where an interceptor throws.
    /// Null while it saves, which closes: a second time would take away what the user opened.
    /// </summary>
    private static BoundRelationalConnection? Left(DbConnection connection, TransactionStartingEventData eventData) =>
        eventData.Context?.GetService<IRelationalConnection>() is BoundRelationalConnection { IsSaving: false } left
        && ReferenceEquals(left.DbConnection, connection)
            ? left
            : null;

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
