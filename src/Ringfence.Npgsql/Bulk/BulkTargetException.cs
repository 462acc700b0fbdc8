namespace Ringfence.Npgsql.Bulk;

/// <summary>Rows cannot be inserted there: no such table or column, or one that the server fills by itself. None was sent.</summary>
public sealed class BulkTargetException : RingfenceException
{
    /// <param name="table">The table that was named.</param>
    /// <param name="reason">What is wrong, and what to do.</param>
    public BulkTargetException(string table, string reason)
        : base("RF3021", $"No rows were inserted into {table}. {reason}") => Table = table;

    /// <summary>The table that was named.</summary>
    public string Table { get; }
}
