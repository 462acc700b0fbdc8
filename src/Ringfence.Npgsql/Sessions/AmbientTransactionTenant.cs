using System.Runtime.CompilerServices;
using System.Transactions;

namespace Ringfence.Npgsql.Sessions;

/// <summary>The tenant of each <c>TransactionScope</c>: that of the first statement in it, on whichever connection.</summary>
internal static class AmbientTransactionTenant
{
    private static readonly ConditionalWeakTable<Transaction, TenantId> Tenants = [];

    public static void Check(TenantId now)
    {
        if (Transaction.Current is { } transaction)
        {
            var began = Tenants.GetValue(transaction, _ => now);
            if (began != now)
            {
                throw new TenantChangedException(began, now);
            }
        }
    }
}
