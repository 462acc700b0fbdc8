namespace Ringfence.Catalog.Expressions;

/// <summary><c>for update of t skip locked</c>.</summary>
internal sealed record LockingClause(string Strength, ValueList<DottedName> Tables, string Waiting) : Syntax
{
    public override IEnumerable<Syntax> Children => Tables;
}
