namespace Ringfence.Catalog.Expressions;

/// <param name="Name">
/// Of an existing window; with <paramref name="Plain"/> nothing else is there: <c>over w</c>.
/// </param>
/// <param name="Plain">Whether there are no parentheses.</param>
/// <param name="PartitionBy">Empty if not said.</param>
/// <param name="OrderBy">Empty if not said.</param>
/// <param name="Frame">Null if not said.</param>
internal sealed record WindowSpecification(
    string? Name,
    bool Plain,
    ValueList<Expression> PartitionBy,
    ValueList<OrderItem> OrderBy,
    WindowFrame? Frame
) : Syntax
{
    public override IEnumerable<Syntax> Children => [.. PartitionBy, .. OrderBy, .. Below(Frame)];
}
