namespace Ringfence.Catalog.Expressions;

/// <param name="Name">Of the <c>with</c> query.</param>
/// <param name="Columns">Its columns' names, where said.</param>
/// <param name="Materialized">Null where the text says neither.</param>
/// <param name="Query">What it stands for.</param>
/// <param name="Search">The tokens of a search or cycle clause.</param>
internal sealed record CommonTable(
    string Name,
    ValueList<string> Columns,
    bool? Materialized,
    Query Query,
    ValueList<FormPart> Search
) : Syntax
{
    public override IEnumerable<Syntax> Children => [Query, .. Search];
}
