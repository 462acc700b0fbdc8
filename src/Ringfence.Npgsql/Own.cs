using System.Data.Common;

namespace Ringfence.Npgsql;

/// <summary>Keeps the family together: a command of ours on a connection of another kind would run unbound.</summary>
internal static class Own
{
    public static TenantConnection? Connection(DbConnection? connection) =>
        connection is null or TenantConnection
            ? (TenantConnection?)connection
            : throw new ArgumentException(
                $"A tenant-bound command runs on a {nameof(TenantConnection)}, not on a {connection.GetType().Name}.",
                nameof(connection)
            );

    public static TenantTransaction? Transaction(DbTransaction? transaction) =>
        transaction is null or TenantTransaction
            ? (TenantTransaction?)transaction
            : throw new ArgumentException(
                $"A tenant-bound command takes a {nameof(TenantTransaction)}, not a {transaction.GetType().Name}.",
                nameof(transaction)
            );

    /// <summary>Refuses one that is over, as the driver does: the next statement would run outside of it.</summary>
    public static TenantTransaction? NotOver(DbTransaction? transaction) =>
        Transaction(transaction) is not { IsOver: true }
            ? (TenantTransaction?)transaction
            : throw new InvalidOperationException("Transaction is already completed");

    /// <param name="connection">What something is to be executed on.</param>
    /// <param name="transaction">What it is to be executed in, as its user believes; null for none.</param>
    public static TenantConnection Required(TenantConnection? connection, TenantTransaction? transaction = null) =>
        transaction is { IsGone: true }
            ? throw TenantTransaction.Gone()
            : connection ?? throw new InvalidOperationException("Connection property has not been initialized.");
}
