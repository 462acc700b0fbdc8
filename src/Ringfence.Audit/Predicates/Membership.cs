using System.Collections.Immutable;

namespace Ringfence.Audit.Predicates;

/// <summary>A sub-select that takes part in a policy.</summary>
/// <param name="Tables">What it reads, with schema where the text has one.</param>
/// <param name="IsCorrelated">Whether it looks at the row, so that it runs once a row.</param>
/// <param name="TiesTenant">Whether one of its columns must equal the row's tenant column.</param>
/// <param name="IsLed">Whether one of its columns must equal something of the session.</param>
/// <param name="Text">As SQL.</param>
internal sealed record Membership(
    ImmutableArray<string> Tables,
    bool IsCorrelated,
    bool TiesTenant,
    bool IsLed,
    string Text
);
