namespace Ringfence.EntityFrameworkCore;

/// <summary>
/// Each row of the entity type is one tenant's. It goes on the root of a hierarchy, or on a class that the root derives
/// from.
/// </summary>
/// <param name="propertyName">
/// The property that says whose a row is; null for the one that the options name, which is added where there is none.
/// </param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TenantOwnedAttribute(string? propertyName = null) : Attribute
{
    /// <summary>Null for the one that the options name.</summary>
    public string? PropertyName { get; } = propertyName;
}
