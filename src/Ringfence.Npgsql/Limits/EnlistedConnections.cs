using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Transactions;

namespace Ringfence.Npgsql.Limits;

/// <summary>
/// Connections that were closed within a <c>TransactionScope</c>. The driver keeps them out of the pool until the
/// transaction is over, so they count as the tenant's until then, unless the same transaction opens them again.
/// </summary>
internal sealed class EnlistedConnections
{
    private readonly ConcurrentDictionary<Transaction, ConcurrentBag<HeldConnection>> _held = new();

    public void Keep(Transaction transaction, HeldConnection connection)
    {
        var kept = _held.GetOrAdd(transaction, _ => []);
        kept.Add(connection);

        try
        {
            // Called at once where it is over already. Each adds its own, so that none comes too late.
            transaction.TransactionCompleted += (_, _) => Release(transaction, kept);
        }
        catch (ObjectDisposedException)
        {
            Release(transaction, kept);
        }
    }

    public bool TryTake(Transaction? transaction, [NotNullWhen(true)] out HeldConnection? connection)
    {
        connection = null;
        return transaction is not null && _held.TryGetValue(transaction, out var kept) && kept.TryTake(out connection);
    }

    private void Release(Transaction transaction, ConcurrentBag<HeldConnection> kept)
    {
        _held.TryRemove(transaction, out _);
        while (kept.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }
}
