namespace Ringfence.Npgsql.Bulk;

/// <summary>A column to fill, and what keeps its values until a batch is sent.</summary>
internal sealed record BulkColumn<T>(string Name, Func<int, TargetColumn, ColumnBuffer<T>> CreateBuffer)
{
    public static BulkColumn<T> Of<TValue>(string name, Func<T, TValue> value) =>
        value switch
        {
            // The driver takes arrays of these for bytea and for text.
            Func<T, byte> of => Of(name, row => (short)of(row)),
            Func<T, byte?> of => Of(name, row => (short?)of(row)),
            Func<T, char> of => Of(name, row => of(row).ToString()),
            Func<T, char?> of => Of(name, row => of(row)?.ToString()),
            Func<T, object?> of when typeof(TValue) == typeof(object) => new(
                name,
                (capacity, target) => new ObjectBuffer<T>(target, capacity, of)
            ),
            _ => new(name, (capacity, target) => new TypedBuffer<T, TValue>(target, capacity, value)),
        };
}
