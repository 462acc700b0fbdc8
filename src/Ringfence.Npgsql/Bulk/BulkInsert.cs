namespace Ringfence.Npgsql.Bulk;

/// <summary>
/// Says where rows of type <typeparamref name="T"/> go, and which column takes what of them:
/// <c>new BulkInsert&lt;Invoice&gt;("public.invoice").Column("total", i => i.Total)</c>.
/// </summary>
/// <remarks>
/// Columns that are left out get their defaults; the tenant column's is the tenant in scope. Threads: once its columns
/// are given it may be used from any, for as many inserts at once as one likes.
/// </remarks>
/// <typeparam name="T">The type of a row; its values are taken by delegates, without reflection.</typeparam>
/// <param name="table">The table's name as SQL has it: <c>invoice</c>, <c>public.invoice</c>, <c>"Odd name"</c>.</param>
public sealed class BulkInsert<T>(string table)
{
    private readonly List<BulkColumn<T>> _columns = [];

    /// <summary>The table's name as SQL has it.</summary>
    public string Table { get; } = table ?? throw new ArgumentNullException(nameof(table));

    internal IReadOnlyList<BulkColumn<T>> Columns => _columns;

    /// <summary>Adds a column.</summary>
    /// <typeparam name="TValue">
    /// What the driver writes for the column's type. A <see cref="string"/> serves every type, as the server reads it.
    /// </typeparam>
    /// <param name="name">The column's name, without quotes and case-sensitive.</param>
    /// <param name="value">Takes the value from a row; null is SQL's null.</param>
    public BulkInsert<T> Column<TValue>(string name, Func<T, TValue> value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        if (_columns.Any(column => column.Name == name))
        {
            throw new ArgumentException($"Column {name} is given twice.", nameof(name));
        }

        _columns.Add(BulkColumn<T>.Of(name, value));
        return this;
    }
}
