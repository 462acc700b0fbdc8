namespace Ringfence.Catalog.Expressions;

/// <summary>
/// How strongly operators bind, weakest first, as the <c>%left</c> lines of PostgreSQL's grammar have it.
/// </summary>
internal enum Strength
{
    None,
    Or,
    And,
    Not,
    Is,
    Comparison,
    Membership,
    Operator,
    Sum,
    Product,
    Power,
    AtZone,
    Collate,
    Sign,
    Cast,
}
