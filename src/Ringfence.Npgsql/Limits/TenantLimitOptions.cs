namespace Ringfence.Npgsql.Limits;

/// <summary>How much of a data source one tenant may take, so that it leaves something for the others.</summary>
public sealed class TenantLimitOptions
{
    /// <summary>What every tenant may take for which <see cref="ForTenant"/> names nothing else.</summary>
    public TenantLimits Default { get; set; } = new();

    /// <summary>
    /// The limits of one tenant, such as by its plan; null for <see cref="Default"/>. Asked at each connection: answer
    /// from memory. A change holds from the next connection on.
    /// </summary>
    public Func<TenantId, TenantLimits?>? ForTenant { get; set; }
}
