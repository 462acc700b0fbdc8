namespace Ringfence.Catalog.Expressions;

/// <param name="Name">Of a named argument; null for one by position.</param>
/// <param name="Variadic">Whether an array stands for the remaining arguments.</param>
/// <param name="Value">What is passed.</param>
internal sealed record Argument(string? Name, bool Variadic, Expression Value) : Syntax
{
    public override IEnumerable<Syntax> Children => [Value];
}
