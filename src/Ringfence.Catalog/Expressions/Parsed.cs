using System.Diagnostics.CodeAnalysis;

namespace Ringfence.Catalog.Expressions;

/// <summary>A text's tree, or why it has none.</summary>
internal sealed record Parsed<T>(T? Tree, Unparsed? Unparsed)
    where T : class
{
    [MemberNotNullWhen(true, nameof(Tree))]
    [MemberNotNullWhen(false, nameof(Unparsed))]
    public bool IsParsed => Tree is not null;
}
