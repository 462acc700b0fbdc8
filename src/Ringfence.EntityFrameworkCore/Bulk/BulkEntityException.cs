namespace Ringfence.EntityFrameworkCore.Bulk;

/// <summary>Entities of this type are not for bulk insert, as the model maps them. Nothing was sent.</summary>
public sealed class BulkEntityException : RingfenceException
{
    /// <param name="entityType">The entity type's name.</param>
    /// <param name="reason">What stands in the way, and what to do.</param>
    public BulkEntityException(string entityType, string reason)
        : base("RF7020", $"Entities of type {entityType} cannot be inserted in bulk. {reason}") =>
        EntityType = entityType;

    /// <summary>The entity type's name.</summary>
    public string EntityType { get; }
}
