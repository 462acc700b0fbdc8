using System.Collections.Immutable;

namespace Ringfence.Catalog.Maps;

/// <summary>One foreign key on the way from a row to its tenant.</summary>
internal sealed record KeyStep
{
    /// <summary>The foreign key's name; unique in its table only.</summary>
    public required string Key { get; init; }
    public required ImmutableArray<string> Columns { get; init; }
    public required TableName Target { get; init; }
    public required ImmutableArray<string> TargetColumns { get; init; }

    /// <summary>A column of it may be null: a row may be nobody's that way.</summary>
    public required bool MayBeNull { get; init; }

    /// <summary>No row breaks it; a key that was added as <c>not valid</c> was never held against the rows before it.</summary>
    public required bool IsValidated { get; init; }
}
