namespace Ringfence;

/// <summary>What all parts of a service must agree on.</summary>
public sealed class RingfenceOptions
{
    /// <summary>
    /// The type of the database's tenant ids: requests with a tenant id of another form are refused, and so is a
    /// database of another type.
    /// </summary>
    public TenantIdType TenantIdType { get; set; } = TenantIdType.Uuid;
}
