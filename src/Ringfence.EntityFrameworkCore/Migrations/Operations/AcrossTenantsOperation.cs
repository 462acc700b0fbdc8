namespace Ringfence.EntityFrameworkCore.Migrations.Operations;

/// <summary>Runs statements once, on the rows of all tenants.</summary>
public sealed class AcrossTenantsOperation : TenantOperation
{
    /// <summary>Why, in a line; it is recorded.</summary>
    public required string Reason { get; init; }

    /// <summary>The statements.</summary>
    public required string Sql { get; init; }
}
