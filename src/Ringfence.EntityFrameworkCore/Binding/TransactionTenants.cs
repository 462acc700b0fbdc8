using System.Data.Common;
using System.Runtime.CompilerServices;
using Ringfence.Npgsql.Sessions;

namespace Ringfence.EntityFrameworkCore.Binding;

/// <summary>The tenant that each transaction of a context began with.</summary>
internal static class TransactionTenants
{
    private static readonly ConditionalWeakTable<DbTransaction, Beginning> Tenants = [];

    /// <summary>The driver uses its transaction objects again: what it was for before is forgotten.</summary>
    /// <param name="transaction">The one that began.</param>
    /// <param name="binding">Of its connection.</param>
    /// <param name="tenantId">The tenant in scope; null where the first statement says it.</param>
    public static void Begin(DbTransaction transaction, ConnectionBinding binding, TenantId? tenantId)
    {
        if (tenantId is null)
        {
            Tenants.Remove(transaction);
        }
        else
        {
            Tenants.AddOrUpdate(transaction, new(tenantId, binding.Rent));
        }
    }

    /// <summary>
    /// It may have been used before, for the tenant of then. The object alone does not tell whether that was in another
    /// transaction, but on a connection that was closed in between it was.
    /// </summary>
    public static void Use(DbTransaction transaction, ConnectionBinding binding, TenantId? tenantId)
    {
        if (!Tenants.TryGetValue(transaction, out var beginning) || beginning.Rent != binding.Rent)
        {
            Begin(transaction, binding, tenantId);
        }
    }

    /// <summary>The next transaction of its connection may have the same object.</summary>
    public static void End(DbTransaction transaction) => Tenants.Remove(transaction);

    /// <summary>Whether a statement has run in it: what was begun is finished, whatever its tenant owes.</summary>
    public static bool HasRun(DbTransaction? transaction) =>
        transaction is not null && Tenants.TryGetValue(transaction, out var beginning) && beginning.HasRun;

    /// <summary>The next statement in it is this tenant's.</summary>
    /// <exception cref="TenantChangedException">It began with another tenant.</exception>
    public static void Check(DbTransaction? transaction, ConnectionBinding binding, TenantId tenantId)
    {
        if (transaction is null)
        {
            return;
        }

        var beginning = Begun(transaction, binding, tenantId);
        var began = beginning.TenantId;
        if (began != tenantId && binding.Canonical(began) != tenantId)
        {
            throw new TenantChangedException(began, tenantId);
        }

        beginning.HasRun = true;
    }

    /// <summary>Allocates at once, and so apart from what each command comes by.</summary>
    private static Beginning Begun(DbTransaction transaction, ConnectionBinding binding, TenantId tenantId) =>
        Tenants.GetValue(transaction, _ => new(tenantId, binding.Rent));

    private sealed record Beginning(TenantId TenantId, object Rent)
    {
        public bool HasRun { get; set; }
    }
}
