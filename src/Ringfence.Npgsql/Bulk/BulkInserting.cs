namespace Ringfence.Npgsql.Bulk;

/// <summary>
/// Inserts many rows into a table with its policies in force, which PostgreSQL's <c>copy … from</c> refuses.
/// </summary>
/// <remarks>
/// All rows are inserted or none: in a transaction of its own, or within the caller's, which a failed insert leaves as it
/// was. Rows are read while the insert goes on, so they must not come from the same connection. No temporary table is
/// made. Each method returns how many rows were inserted.
/// </remarks>
public static class BulkInserting
{
    /// <summary>Inserts rows of a type, whose columns the caller selects.</summary>
    /// <param name="connection">An open connection; the transaction it is in, if any, is the insert's.</param>
    /// <param name="insert">The table, and its columns.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Stops and undoes the insert.</param>
    /// <exception cref="BulkTargetException">No such table or column, or one that the server fills.</exception>
    /// <exception cref="BulkInsertException">The server refused a row.</exception>
    /// <exception cref="TenantMissingException">No tenant is in scope.</exception>
    public static async Task<long> BulkInsertAsync<T>(
        this TenantConnection connection,
        BulkInsert<T> insert,
        IAsyncEnumerable<T> rows,
        BulkInsertOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(insert);
        ArgumentNullException.ThrowIfNull(rows);
        if (insert.Columns.Count == 0)
        {
            throw new ArgumentException("The insert has no columns.", nameof(insert));
        }

        var transaction = await BulkTransaction.BeginAsync(connection, cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        string[] columns = [.. insert.Columns.Select(column => column.Name)];
        var table = await TargetTable
            .ReadAsync(connection, insert.Table, columns, cancellationToken)
            .ConfigureAwait(false);
        var writer = new BulkWriter<T>(connection, insert, table, options ?? new());
        var inserted = await writer.WriteAsync(rows, cancellationToken).ConfigureAwait(false);
        await transaction.KeepAsync(cancellationToken).ConfigureAwait(false);
        return inserted;
    }

    /// <inheritdoc cref="BulkInsertAsync{T}(TenantConnection, BulkInsert{T}, IAsyncEnumerable{T}, BulkInsertOptions?, CancellationToken)"/>
    public static Task<long> BulkInsertAsync<T>(
        this TenantConnection connection,
        BulkInsert<T> insert,
        IEnumerable<T> rows,
        BulkInsertOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(rows);
        return connection.BulkInsertAsync(insert, rows.ToAsyncEnumerable(), options, cancellationToken);
    }

    /// <summary>Inserts rows of values, of which each column's must be of one type.</summary>
    /// <param name="connection">An open connection; the transaction it is in, if any, is the insert's.</param>
    /// <param name="table">The table's name as SQL has it.</param>
    /// <param name="columns">The columns' names, without quotes, in the order of the values.</param>
    /// <param name="rows">The rows; null is SQL's null.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Stops and undoes the insert.</param>
    /// <exception cref="BulkTargetException">No such table or column, or one that the server fills.</exception>
    /// <exception cref="BulkInsertException">The server refused a row.</exception>
    /// <exception cref="TenantMissingException">No tenant is in scope.</exception>
    public static Task<long> BulkInsertAsync(
        this TenantConnection connection,
        string table,
        IReadOnlyList<string> columns,
        IAsyncEnumerable<object?[]> rows,
        BulkInsertOptions? options = null,
        CancellationToken cancellationToken = default
    ) => connection.BulkInsertAsync(OfObjects(table, columns), rows, options, cancellationToken);

    /// <inheritdoc cref="BulkInsertAsync(TenantConnection, string, IReadOnlyList{string}, IAsyncEnumerable{object?[]}, BulkInsertOptions?, CancellationToken)"/>
    public static Task<long> BulkInsertAsync(
        this TenantConnection connection,
        string table,
        IReadOnlyList<string> columns,
        IEnumerable<object?[]> rows,
        BulkInsertOptions? options = null,
        CancellationToken cancellationToken = default
    ) => connection.BulkInsertAsync(OfObjects(table, columns), rows, options, cancellationToken);

    /// <summary>Inserts rows of a type on a connection of its own.</summary>
    /// <inheritdoc cref="BulkInsertAsync{T}(TenantConnection, BulkInsert{T}, IAsyncEnumerable{T}, BulkInsertOptions?, CancellationToken)"/>
    public static async Task<long> BulkInsertAsync<T>(
        this TenantDataSource source,
        BulkInsert<T> insert,
        IAsyncEnumerable<T> rows,
        BulkInsertOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(source);
        TenantScope.GetCurrent(); // Before a connection is taken.
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        return await connection.BulkInsertAsync(insert, rows, options, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="BulkInsertAsync{T}(TenantDataSource, BulkInsert{T}, IAsyncEnumerable{T}, BulkInsertOptions?, CancellationToken)"/>
    public static Task<long> BulkInsertAsync<T>(
        this TenantDataSource source,
        BulkInsert<T> insert,
        IEnumerable<T> rows,
        BulkInsertOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(rows);
        return source.BulkInsertAsync(insert, rows.ToAsyncEnumerable(), options, cancellationToken);
    }

    /// <summary>Inserts rows of values on a connection of its own.</summary>
    /// <inheritdoc cref="BulkInsertAsync(TenantConnection, string, IReadOnlyList{string}, IAsyncEnumerable{object?[]}, BulkInsertOptions?, CancellationToken)"/>
    public static Task<long> BulkInsertAsync(
        this TenantDataSource source,
        string table,
        IReadOnlyList<string> columns,
        IAsyncEnumerable<object?[]> rows,
        BulkInsertOptions? options = null,
        CancellationToken cancellationToken = default
    ) => source.BulkInsertAsync(OfObjects(table, columns), rows, options, cancellationToken);

    /// <inheritdoc cref="BulkInsertAsync(TenantDataSource, string, IReadOnlyList{string}, IAsyncEnumerable{object?[]}, BulkInsertOptions?, CancellationToken)"/>
    public static Task<long> BulkInsertAsync(
        this TenantDataSource source,
        string table,
        IReadOnlyList<string> columns,
        IEnumerable<object?[]> rows,
        BulkInsertOptions? options = null,
        CancellationToken cancellationToken = default
    ) => source.BulkInsertAsync(OfObjects(table, columns), rows, options, cancellationToken);

    private static BulkInsert<object?[]> OfObjects(string table, IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var insert = new BulkInsert<object?[]>(table);
        for (var i = 0; i < columns.Count; i++)
        {
            var at = i;
            insert.Column(columns[i], row => Value(row, at, columns.Count));
        }

        return insert;
    }

    private static object? Value(object?[] row, int at, int columns) =>
        row.Length == columns
            ? row[at]
            : throw new InvalidOperationException($"A row has {row.Length} values for {columns} columns.");
}
