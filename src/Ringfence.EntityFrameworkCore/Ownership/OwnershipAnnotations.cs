namespace Ringfence.EntityFrameworkCore.Ownership;

/// <summary>What the model, and with it the snapshot of the migrations, says of tenants. The names are kept for ever.</summary>
internal static class OwnershipAnnotations
{
    /// <summary>On an entity type: the name of a <see cref="TenantOwnership"/>.</summary>
    public const string Ownership = "Ringfence:Ownership";

    /// <summary>On an entity type: the name of the property that says whose a row is.</summary>
    public const string TenantProperty = "Ringfence:TenantProperty";

    /// <summary>On the model: the SQL name of the database's tenant type.</summary>
    public const string TenantIdType = "Ringfence:TenantIdType";
}
