namespace Ringfence.Audit.Predicates;

/// <summary>What a condition must be in SQL's logic of three values.</summary>
internal enum Truth
{
    True,
    False,
    Null,
}
