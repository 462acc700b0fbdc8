namespace Ringfence.EntityFrameworkCore.Ownership;

/// <summary>What becomes of a model with entity types that are neither tenant-owned nor shared.</summary>
public enum UndeclaredEntities
{
    /// <summary>The model is an error, which names them.</summary>
    Refuse,

    /// <summary>They are left as they are; nothing is done for their tables.</summary>
    Allow,
}
