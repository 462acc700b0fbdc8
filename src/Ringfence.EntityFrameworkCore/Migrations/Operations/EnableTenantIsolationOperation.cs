namespace Ringfence.EntityFrameworkCore.Migrations.Operations;

/// <summary>Makes a table one of tenants: default, <c>not null</c>, the policy, forced, and the logins' privileges.</summary>
public sealed class EnableTenantIsolationOperation : TenantOperation
{
    /// <summary>The table.</summary>
    public required string Table { get; init; }

    /// <summary>Its schema; null to find it along the search path.</summary>
    public string? Schema { get; init; }

    /// <summary>The column that says whose a row is.</summary>
    public required string Column { get; init; }
}
