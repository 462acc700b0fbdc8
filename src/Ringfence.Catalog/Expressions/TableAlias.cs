namespace Ringfence.Catalog.Expressions;

/// <param name="Name">Null where a function's columns are defined without one.</param>
/// <param name="Columns">The columns' names, empty if not said.</param>
/// <param name="Definitions">Names and types of a function that returns records, empty if not said.</param>
internal sealed record TableAlias(string? Name, ValueList<string> Columns, ValueList<TableAlias.Definition> Definitions)
    : Syntax
{
    public override IEnumerable<Syntax> Children => Definitions;

    internal sealed record Definition(string Name, TypeName Type, DottedName? Collation) : Syntax
    {
        public override IEnumerable<Syntax> Children => Below(Type, Collation);
    }
}
