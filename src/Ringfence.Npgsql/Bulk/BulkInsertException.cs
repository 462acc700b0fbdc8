using Npgsql;

namespace Ringfence.Npgsql.Bulk;

/// <summary>
/// The server refused a batch of rows. None of the insert's rows is left; a transaction of the caller's is as it was
/// before the insert, and goes on.
/// </summary>
public sealed class BulkInsertException : RingfenceException
{
    /// <param name="table">The table.</param>
    /// <param name="batch">Which batch it was, counted from 1.</param>
    /// <param name="firstRow">The batch's first row, counted from 0.</param>
    /// <param name="lastRow">The batch's last row.</param>
    /// <param name="inner">What the server said.</param>
    public BulkInsertException(string table, int batch, long firstRow, long lastRow, PostgresException inner)
        : base("RF3020", Text(table, batch, firstRow, lastRow, inner), inner)
    {
        Table = table;
        Batch = batch;
        FirstRow = firstRow;
        LastRow = lastRow;
        SqlState = inner.SqlState;
    }

    /// <summary>The table that was named.</summary>
    public string Table { get; }

    /// <summary>Which batch it was, counted from 1.</summary>
    public int Batch { get; }

    /// <summary>The batch's first row among all that were given, counted from 0: the bad row is it or after it.</summary>
    public long FirstRow { get; }

    /// <summary>The batch's last row: the bad row is it or before it.</summary>
    public long LastRow { get; }

    /// <summary>PostgreSQL's code of the error; all that the server said is the inner exception.</summary>
    public string SqlState { get; }

    /// <summary>Without the server's own text, which may quote a value of the row.</summary>
    private static string Text(string table, int batch, long firstRow, long lastRow, PostgresException inner)
    {
        var at =
            inner.ConstraintName is { Length: > 0 } constraint ? $", constraint {constraint}"
            : inner.ColumnName is { Length: > 0 } column ? $", column {column}"
            : "";
        return $"The server refused rows {firstRow} to {lastRow} (batch {batch}) for {table}: {inner.SqlState}{at}. No row"
            + " was inserted. See the inner exception; a smaller BatchSize tells the row more closely.";
    }
}
