namespace Ringfence.Catalog.Expressions;

/// <summary>What <c>x is …</c> asks.</summary>
internal enum TestKind
{
    Null,
    True,
    False,
    Unknown,
    Document,
    Normalized,
    Json,
}
