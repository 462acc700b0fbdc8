namespace Ringfence.Testing.Databases;

/// <summary>What a <see cref="TestDatabase"/> is made of. Databases of equal options are copies of one template.</summary>
public sealed record TestDatabaseOptions
{
    /// <summary>How connections tell their tenant.</summary>
    public Binding Binding { get; init; } = Binding.Signed;

    /// <summary>The type of the tenant ids.</summary>
    public TenantIdType TenantIdType { get; init; } = TenantIdType.Uuid;

    /// <summary>The schema, as SQL that a superuser runs; the tables it makes go to the contract's owner.</summary>
    public string Schema { get; init; } = "";

    /// <summary>The tables to protect, separated by spaces.</summary>
    public string TenantTables { get; init; } = "";

    /// <summary>The tenant column of these tables.</summary>
    public string TenantColumn { get; init; } = "tenant_id";

    /// <summary>Lets the application role create temporary tables, as <c>init --allow-temporary-tables</c> does.</summary>
    public bool AllowTemporaryTables { get; init; }

    /// <summary>Seals under the signed binding, never stamps: as <c>init --seal-only</c>, and where no superuser installs.</summary>
    public bool SealOnly { get; init; }
}
