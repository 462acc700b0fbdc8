using System.Data.Common;
using System.Runtime.CompilerServices;

namespace Ringfence.EntityFrameworkCore.Binding;

/// <summary>The tenant that each transaction of a context began with.</summary>
internal static class TransactionTenants
{
    private static readonly ConditionalWeakTable<DbTransaction, TenantId> Tenants = [];

    /// <summary>The driver uses its transaction objects again: what it was for before is forgotten.</summary>
    /// <param name="transaction">The one that began.</param>
    /// <param name="tenantId">The tenant in scope; null where the first statement says it.</param>
    public static void Begin(DbTransaction transaction, TenantId? tenantId)
    {
        if (tenantId is null)
        {
            Tenants.Remove(transaction);
        }
        else
        {
            Tenants.AddOrUpdate(transaction, tenantId);
        }
    }

    /// <exception cref="TenantChangedException">It began with another tenant.</exception>
    public static void Check(DbTransaction? transaction, TenantId tenantId)
    {
        if (transaction is not null && Tenants.GetValue(transaction, _ => tenantId) is var began && began != tenantId)
        {
            throw new TenantChangedException(began, tenantId);
        }
    }
}
