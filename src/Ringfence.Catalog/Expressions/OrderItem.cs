namespace Ringfence.Catalog.Expressions;

/// <param name="Value">What is sorted by.</param>
/// <param name="Descending">Null where the text says neither.</param>
/// <param name="Using">The operator of <c>using &lt;</c>.</param>
/// <param name="NullsFirst">Null where the text says neither.</param>
internal sealed record OrderItem(Expression Value, bool? Descending, OperatorName? Using, bool? NullsFirst) : Syntax
{
    public override IEnumerable<Syntax> Children => Below(Value, Using);
}
