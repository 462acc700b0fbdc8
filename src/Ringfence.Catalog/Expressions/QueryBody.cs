namespace Ringfence.Catalog.Expressions;

internal abstract record QueryBody : Syntax
{
    private QueryBody() { }

    internal sealed record Select(ValueList<Target> Targets) : QueryBody
    {
        public bool Distinct { get; init; }

        public ValueList<Expression> DistinctOn { get; init; } = [];

        public ValueList<FromItem> From { get; init; } = [];

        public Expression? Where { get; init; }

        public bool GroupDistinct { get; init; }

        public ValueList<Grouping> GroupBy { get; init; } = [];

        public Expression? Having { get; init; }

        public ValueList<NamedWindow> Windows { get; init; } = [];

        public override IEnumerable<Syntax> Children =>
            [.. DistinctOn, .. Targets, .. From, .. Below(Where), .. GroupBy, .. Below(Having), .. Windows];
    }

    internal sealed record Values(ValueList<Expression.Row> Rows) : QueryBody
    {
        public override IEnumerable<Syntax> Children => Rows;
    }

    /// <summary>union, intersect or except.</summary>
    internal sealed record Combination(string Operator, bool All, Query Left, Query Right) : QueryBody
    {
        public override IEnumerable<Syntax> Children => [Left, Right];
    }

    internal sealed record Target(Expression Value, string? Alias) : Syntax
    {
        public override IEnumerable<Syntax> Children => [Value];
    }

    internal sealed record NamedWindow(string Name, WindowSpecification Window) : Syntax
    {
        public override IEnumerable<Syntax> Children => [Window];
    }
}
