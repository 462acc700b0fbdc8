namespace Ringfence.Catalog.Expressions;

/// <summary>What rows are taken from.</summary>
internal abstract record FromItem : Syntax
{
    private FromItem() { }

    public TableAlias? Alias { get; init; }

    internal sealed record Table(DottedName Name) : FromItem
    {
        public bool Only { get; init; }

        public SampleClause? Sample { get; init; }

        public override IEnumerable<Syntax> Children => Below(Name, Alias, Sample);
    }

    /// <param name="Calls">One, or those of <c>rows from (…)</c>.</param>
    internal sealed record Functions(ValueList<RowsCall> Calls) : FromItem
    {
        public bool RowsFrom { get; init; }

        public bool Ordinality { get; init; }

        public bool Lateral { get; init; }

        public override IEnumerable<Syntax> Children => [.. Calls, .. Below(Alias)];
    }

    internal sealed record Select(Query Query) : FromItem
    {
        public bool Lateral { get; init; }

        public override IEnumerable<Syntax> Children => [Query, .. Below(Alias)];
    }

    /// <summary>A join whose kind is inner, left, right, full or cross.</summary>
    internal sealed record Join(string Kind, FromItem Left, FromItem Right) : FromItem
    {
        public bool Natural { get; init; }

        public Expression? On { get; init; }

        public ValueList<string> Using { get; init; } = [];

        public string? UsingAlias { get; init; }

        public override IEnumerable<Syntax> Children => Below(Left, Right, On, Alias);
    }

    /// <param name="Call">The function.</param>
    /// <param name="Definitions">Its columns, within <c>rows from</c> alone.</param>
    internal sealed record RowsCall(Expression Call, ValueList<TableAlias.Definition> Definitions) : Syntax
    {
        public override IEnumerable<Syntax> Children => [Call, .. Definitions];
    }

    internal sealed record SampleClause(DottedName Method, ValueList<Expression> Arguments, Expression? Seed) : Syntax
    {
        public override IEnumerable<Syntax> Children => [Method, .. Arguments, .. Below(Seed)];
    }
}
