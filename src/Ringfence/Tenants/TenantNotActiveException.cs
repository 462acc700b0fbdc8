namespace Ringfence.Tenants;

/// <summary>Nothing runs for the tenant: it is not known, suspended or deleted.</summary>
public sealed class TenantNotActiveException : RingfenceException
{
    /// <param name="tenantId">The tenant that is refused.</param>
    /// <param name="state">What the registry says of it; null where it does not know it.</param>
    public TenantNotActiveException(TenantId tenantId, TenantState? state)
        : base("RF1006", Text(tenantId, state))
    {
        TenantId = tenantId;
        State = state;
    }

    /// <summary>The tenant that was refused.</summary>
    public TenantId TenantId { get; }

    /// <summary>What the registry says of it; null where it does not know it.</summary>
    public TenantState? State { get; }

    private static string Text(TenantId tenantId, TenantState? state) =>
        state switch
        {
            null => $"Tenant {tenantId} is not known. Register it, or correct the id.",
            TenantState.Suspended => $"Tenant {tenantId} is suspended. Make it active before work runs for it.",
            _ => $"Tenant {tenantId} is deleted. Take its work out of the queue.",
        };
}
