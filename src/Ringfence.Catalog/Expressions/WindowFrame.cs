namespace Ringfence.Catalog.Expressions;

/// <param name="Mode">rows, range or groups.</param>
/// <param name="Start">Where the frame begins.</param>
/// <param name="End">Null without <c>between</c>.</param>
/// <param name="Exclusion">What follows <c>exclude</c>; empty if nothing does.</param>
internal sealed record WindowFrame(string Mode, WindowFrame.Bound Start, WindowFrame.Bound? End, string Exclusion)
    : Syntax
{
    public override IEnumerable<Syntax> Children => Below(Start, End);

    /// <param name="Offset">Null with <c>unbounded</c> and <c>current row</c>.</param>
    /// <param name="Words">The bound's words: <c>preceding</c>, <c>unbounded following</c>, <c>current row</c>.</param>
    internal sealed record Bound(Expression? Offset, string Words) : Syntax
    {
        public override IEnumerable<Syntax> Children => Below(Offset);
    }
}
