namespace Ringfence.EntityFrameworkCore;

/// <summary>The rows of the entity type belong to nobody, and every tenant may see them.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SharedAttribute : Attribute;
