namespace Ringfence.EntityFrameworkCore.Migrations.Operations;

/// <summary>Installs the contract where it is missing or older, as <c>ringfence init</c> does; it makes no key.</summary>
public sealed class InstallTenantContractOperation : TenantOperation
{
    /// <summary>How connections tell their tenant.</summary>
    public required global::Ringfence.Binding Binding { get; init; }

    /// <summary>The type of the tenant ids.</summary>
    public required TenantIdType TenantIdType { get; init; }

    /// <summary>The login that services use.</summary>
    public required string ApplicationRole { get; init; }

    /// <summary>The login that may cross tenants.</summary>
    public required string AdminRole { get; init; }

    /// <summary>The role that owns the contract.</summary>
    public required string Owner { get; init; }
}
