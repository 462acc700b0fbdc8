namespace Ringfence.EntityFrameworkCore.Migrations.Operations;

/// <summary>Runs statements once for each tenant, on that tenant's rows alone.</summary>
public sealed class ForEachTenantOperation : TenantOperation
{
    /// <summary>The statements.</summary>
    public required string Sql { get; init; }
}
