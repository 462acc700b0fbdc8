namespace Ringfence.Catalog.Expressions;

/// <summary>A select, of any nesting, as PostgreSQL's grammar has it (chapter 7, "Queries").</summary>
internal sealed record Query(QueryBody Body) : Syntax
{
    public ValueList<CommonTable> With { get; init; } = [];

    public bool Recursive { get; init; }

    public ValueList<OrderItem> OrderBy { get; init; } = [];

    public Expression? Limit { get; init; }

    /// <summary>Whether the limit is <c>fetch first … with ties</c>.</summary>
    public bool WithTies { get; init; }

    public Expression? Offset { get; init; }

    public ValueList<LockingClause> Locks { get; init; } = [];

    public override IEnumerable<Syntax> Children => [.. With, Body, .. OrderBy, .. Below(Limit, Offset), .. Locks];
}
