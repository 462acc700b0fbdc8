namespace Ringfence.Tenants;

/// <summary>What a registered tenant may do.</summary>
public enum TenantState
{
    /// <summary>Its requests and jobs run.</summary>
    Active,

    /// <summary>Its rows stay; nothing runs for it until it is active again.</summary>
    Suspended,

    /// <summary>It is gone for good; its id is kept so that nobody gets it again.</summary>
    Deleted,
}
