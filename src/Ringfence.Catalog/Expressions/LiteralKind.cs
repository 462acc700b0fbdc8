namespace Ringfence.Catalog.Expressions;

internal enum LiteralKind
{
    Null,
    True,
    False,
    Number,

    /// <summary>A string of any notation, decoded.</summary>
    Text,

    /// <summary>A bit string; its first letter, b or x, says how the digits are meant.</summary>
    Bits,
}
