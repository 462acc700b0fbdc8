using System.Collections.Immutable;

namespace Ringfence.Catalog.Maps;

/// <summary>Foreign keys, one after the other, from a table to a tenant table.</summary>
internal sealed record KeyPath
{
    public required ImmutableArray<KeyStep> Steps { get; init; }

    public TableName Target => Steps[^1].Target;

    /// <summary>The keys on the way that rows from before may break.</summary>
    public IEnumerable<string> Unvalidated => Steps.Where(step => !step.IsValidated).Select(step => step.Key);

    public bool MayBeNull => Steps.Any(step => step.MayBeNull);
}
