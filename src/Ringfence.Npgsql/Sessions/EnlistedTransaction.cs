using System.Transactions;

namespace Ringfence.Npgsql.Sessions;

/// <summary>
/// The System.Transactions transaction that an open connection takes part in. It need not be the ambient one: a scope
/// may suppress that, and a connection may be enlisted by hand.
/// </summary>
internal sealed class EnlistedTransaction
{
    private Transaction? _transaction;

    public Transaction? Transaction => Volatile.Read(ref _transaction);

    public void Begin(Transaction? transaction)
    {
        Volatile.Write(ref _transaction, transaction);
        if (transaction is not null)
        {
            transaction.TransactionCompleted += (_, _) =>
                Interlocked.CompareExchange(ref _transaction, null, transaction);
        }
    }

    public void End() => Volatile.Write(ref _transaction, null);
}
