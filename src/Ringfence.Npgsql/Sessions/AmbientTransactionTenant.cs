using System.Collections.Concurrent;
using System.Transactions;

namespace Ringfence.Npgsql.Sessions;

/// <summary>
/// The tenant of each <c>TransactionScope</c> in each database: that of the first statement in it, on whichever
/// connection. Two databases have tenants of their own, and may spell the same one differently.
/// </summary>
internal static class AmbientTransactionTenant
{
    /// <summary>By equality, not by reference: a clone is the same transaction.</summary>
    private static readonly ConcurrentDictionary<(Transaction, string), TenantId> Tenants = new();

    /// <summary>Refuses a tenant other than that of the ambient transaction, and of the one that the connection is in.</summary>
    public static void Check(Transaction? enlisted, string database, TenantId now)
    {
        var ambient = Transaction.Current;
        if (ambient is not null)
        {
            Keep(ambient, database, now);
        }

        if (enlisted is not null && enlisted != ambient)
        {
            Keep(enlisted, database, now);
        }
    }

    /// <summary>Allocates at once: most statements are in no such transaction, and do not come by here.</summary>
    private static void Keep(Transaction transaction, string database, TenantId now)
    {
        var key = (transaction, database);
        if (Tenants.TryAdd(key, now))
        {
            transaction.TransactionCompleted += (_, _) => Tenants.TryRemove(key, out var _);
        }
        else if (Tenants.TryGetValue(key, out var began) && began != now)
        {
            throw new TenantChangedException(began, now);
        }
    }
}
