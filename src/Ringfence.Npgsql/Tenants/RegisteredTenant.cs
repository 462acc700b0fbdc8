using Ringfence.Tenants;

namespace Ringfence.Npgsql.Tenants;

/// <summary>What the registry holds of a tenant.</summary>
public sealed record RegisteredTenant
{
    /// <summary>Its id.</summary>
    public required TenantId TenantId { get; init; }

    /// <summary>What it was registered as, for people to read; null where nothing was said, and once it is deleted.</summary>
    public required string? DisplayName { get; init; }

    /// <summary>What it may do.</summary>
    public required TenantState State { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its state was last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The login that changed its state last.</summary>
    public required string ChangedBy { get; init; }
}
