namespace Ringfence.EntityFrameworkCore.Ownership;

/// <summary>How a model says whose the rows of its entity types are.</summary>
public sealed class OwnershipOptions
{
    /// <summary>
    /// The name of the filter that <see cref="TenantFilter"/> adds, for <c>IgnoreQueryFilters</c>. A query that leaves it
    /// out reads the same rows.
    /// </summary>
    public const string TenantFilterName = "Ringfence.Tenant";

    /// <summary>The type of the database's tenant ids.</summary>
    public TenantIdType TenantIdType { get; set; } = TenantIdType.Uuid;

    /// <summary>
    /// The name of the tenant property where none is named: an entity type that has it is tenant-owned, and one that is
    /// declared so and has not gets it as a shadow property.
    /// </summary>
    public string TenantProperty { get; set; } = "TenantId";

    /// <summary>What becomes of a model with entity types that are neither tenant-owned nor shared.</summary>
    public UndeclaredEntities UndeclaredEntities { get; set; } = UndeclaredEntities.Refuse;

    /// <summary>
    /// Whether queries say themselves that they are for the tenant in scope, by a named filter, so that plans use an index
    /// by it and a distributed database can route by it. The policy holds without.
    /// </summary>
    public bool TenantFilter { get; set; } = true;

    /// <summary>How connections tell their tenant, for the contract that a migration installs.</summary>
    public global::Ringfence.Binding Binding { get; set; } = global::Ringfence.Binding.Signed;

    /// <summary>The login that services use, for the contract that a migration installs.</summary>
    public string ApplicationRole { get; set; } = "ringfence_app";

    /// <summary>The login that may cross tenants, for the contract that a migration installs.</summary>
    public string AdminRole { get; set; } = "ringfence_admin";

    /// <summary>The role that owns the contract, where a migration installs it.</summary>
    public string Owner { get; set; } = "ringfence_owner";

    /// <summary>
    /// Leaves the model's keys, unique indexes and foreign keys as they are, for a database that has them so. A row can
    /// then refer to another tenant's, a cascade delete one, and a unique key tells of another tenant's value.
    /// </summary>
    public bool UnsafeKeysWithoutTenant { get; set; }

    /// <summary>
    /// All that is said: contexts of one key share EF Core's services, and with them these options, a model of the same
    /// context, and what migrations write.
    /// </summary>
    internal (
        TenantIdType,
        string,
        UndeclaredEntities,
        bool,
        bool,
        global::Ringfence.Binding,
        string,
        string,
        string
    ) Key =>
        (
            TenantIdType,
            TenantProperty,
            UndeclaredEntities,
            TenantFilter,
            UnsafeKeysWithoutTenant,
            Binding,
            ApplicationRole,
            AdminRole,
            Owner
        );

    internal OwnershipOptions Copy() => (OwnershipOptions)MemberwiseClone();
}
