namespace Ringfence.EntityFrameworkCore.Ownership;

/// <summary>Whose the rows of an entity type are.</summary>
public enum TenantOwnership
{
    /// <summary>Nothing is said of it.</summary>
    Undeclared,

    /// <summary>Each row is one tenant's.</summary>
    Tenant,

    /// <summary>The rows belong to nobody, and every tenant may see them.</summary>
    Shared,
}
