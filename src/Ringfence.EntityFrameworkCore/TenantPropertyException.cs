namespace Ringfence.EntityFrameworkCore;

/// <summary>A property cannot say whose a row is.</summary>
public sealed class TenantPropertyException : RingfenceException
{
    internal TenantPropertyException(string entityType, string propertyName, string message)
        : base("RF7005", message)
    {
        EntityType = entityType;
        PropertyName = propertyName;
    }

    /// <summary>The entity type's name.</summary>
    public string EntityType { get; }

    /// <summary>The property's name.</summary>
    public string PropertyName { get; }
}
