namespace Ringfence.EntityFrameworkCore;

/// <summary>An entity that was to be saved is another tenant's than the one in scope: nothing was sent.</summary>
public sealed class ForeignTenantException : RingfenceException
{
    internal ForeignTenantException(string entityType, string propertyName)
        : base(
            "RF7003",
            $"An entity of type {entityType} is not the tenant's in scope by its property {propertyName}. Save it in the"
                + " scope of its own tenant, with a context of its own, and leave the property to the database."
        )
    {
        EntityType = entityType;
        PropertyName = propertyName;
    }

    /// <summary>The entity type's name.</summary>
    public string EntityType { get; }

    /// <summary>The name of its tenant property.</summary>
    public string PropertyName { get; }
}
