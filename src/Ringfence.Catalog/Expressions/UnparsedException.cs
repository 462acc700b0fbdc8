namespace Ringfence.Catalog.Expressions;

/// <summary>
/// Leaves the parser's recursion; <see cref="SqlParser"/> turns it into a value, so nobody else meets it.
/// </summary>
internal sealed class UnparsedException(int position, string reason) : Exception(reason)
{
    public int Position { get; } = position;
}
