namespace Ringfence.Catalog.Expressions;

/// <summary>Makes <see cref="ValueList{T}"/> of collection expressions and sequences.</summary>
internal static class ValueLists
{
    public static ValueList<T> Create<T>(ReadOnlySpan<T> items) =>
        items.IsEmpty ? ValueList<T>.Empty : new(items.ToArray());

    public static ValueList<T> ToValueList<T>(this IEnumerable<T> items) => new([.. items]);
}
