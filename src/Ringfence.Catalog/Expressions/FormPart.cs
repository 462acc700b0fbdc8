namespace Ringfence.Catalog.Expressions;

/// <summary>
/// A piece between the parentheses of a form with a grammar of its own: <c>trim(both 'x' from y)</c>.
/// </summary>
internal abstract record FormPart : Syntax
{
    private FormPart() { }

    /// <summary>A keyword, a comma or a colon.</summary>
    internal sealed record Word(string Text) : FormPart;

    /// <summary>A name that is no column: of an element, of a path.</summary>
    internal sealed record Name(string Text) : FormPart;

    internal sealed record Value(Expression Expression) : FormPart
    {
        public override IEnumerable<Syntax> Children => [Expression];
    }

    internal sealed record Type(TypeName TypeName) : FormPart
    {
        public override IEnumerable<Syntax> Children => [TypeName];
    }

    internal sealed record Sorting(OrderItem Item) : FormPart
    {
        public override IEnumerable<Syntax> Children => [Item];
    }

    internal sealed record Select(Query Query) : FormPart
    {
        public override IEnumerable<Syntax> Children => [Query];
    }

    /// <summary>Parts in parentheses: <c>xmlattributes (…)</c>, <c>columns (…)</c>.</summary>
    internal sealed record Group(ValueList<FormPart> Parts) : FormPart
    {
        public override IEnumerable<Syntax> Children => Parts;
    }
}
