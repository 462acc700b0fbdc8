namespace Ringfence.Catalog.Expressions;

/// <summary>An element of <c>group by</c>.</summary>
internal abstract record Grouping : Syntax
{
    private Grouping() { }

    /// <summary>One expression, or several in parentheses; none is the empty set.</summary>
    internal sealed record Set(ValueList<Expression> Items, bool Parenthesised) : Grouping
    {
        public override IEnumerable<Syntax> Children => Items;
    }

    /// <summary>rollup, cube or grouping sets.</summary>
    internal sealed record Sets(string Kind, ValueList<Grouping> Items) : Grouping
    {
        public override IEnumerable<Syntax> Children => Items;
    }
}
