using System.Collections.Concurrent;
using System.Transactions;

namespace Ringfence.Npgsql.Sessions;

/// <summary>The tenant of each <c>TransactionScope</c>: that of the first statement in it, on whichever connection.</summary>
internal static class AmbientTransactionTenant
{
    /// <summary>By equality, not by reference: a clone is the same transaction.</summary>
    private static readonly ConcurrentDictionary<Transaction, TenantId> Tenants = new();

    /// <summary>Refuses a tenant other than that of the ambient transaction, and of the one that the connection is in.</summary>
    public static void Check(Transaction? enlisted, TenantId now)
    {
        var ambient = Transaction.Current;
        Keep(ambient, now);
        if (enlisted != ambient)
        {
            Keep(enlisted, now);
        }
    }

    private static void Keep(Transaction? transaction, TenantId now)
    {
        if (transaction is null)
        {
            return;
        }

        if (Tenants.TryAdd(transaction, now))
        {
            transaction.TransactionCompleted += (_, _) => Tenants.TryRemove(transaction, out var _);
        }
        else if (Tenants.TryGetValue(transaction, out var began) && began != now)
        {
            throw new TenantChangedException(began, now);
        }
    }
}
