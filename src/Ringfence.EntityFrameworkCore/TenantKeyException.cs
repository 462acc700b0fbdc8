namespace Ringfence.EntityFrameworkCore;

/// <summary>A key or a foreign key of the model cannot carry the tenant.</summary>
public sealed class TenantKeyException : RingfenceException
{
    internal TenantKeyException(string entityType, string message)
        : base("RF7006", message)
    {
        EntityType = entityType;
    }

    /// <summary>The name of the entity type that has the key.</summary>
    public string EntityType { get; }
}
