namespace Ringfence.EntityFrameworkCore.Migrations.Operations;

/// <summary>Takes the policy off a table, and with it all that the logins may do there.</summary>
public sealed class DisableTenantIsolationOperation : TenantOperation
{
    /// <summary>The table.</summary>
    public required string Table { get; init; }

    /// <summary>Its schema; null to find it along the search path.</summary>
    public string? Schema { get; init; }

    /// <summary>The column that said whose a row is.</summary>
    public required string Column { get; init; }
}
