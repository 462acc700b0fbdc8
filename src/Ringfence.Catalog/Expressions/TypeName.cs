namespace Ringfence.Catalog.Expressions;

/// <param name="Name">The grammar's own names are in their long form: <c>integer</c>, <c>character varying</c>.</param>
/// <param name="BuiltIn">
/// Whether the grammar knows the name, so that it is never quoted and no schema is searched.
/// </param>
/// <param name="Modifiers">The numbers of <c>numeric(10,2)</c>.</param>
/// <param name="Tail">
/// What follows the modifiers: <c>with time zone</c>, <c>day to second</c>; empty if nothing does.
/// </param>
/// <param name="Dimensions">How many pairs of brackets follow.</param>
internal sealed record TypeName(
    DottedName Name,
    bool BuiltIn,
    ValueList<Expression> Modifiers,
    string Tail,
    int Dimensions
) : Syntax
{
    public static TypeName Of(string builtIn) => new(new DottedName(builtIn), true, [], "", 0);

    public override IEnumerable<Syntax> Children => Modifiers;
}
