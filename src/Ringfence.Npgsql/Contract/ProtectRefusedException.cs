namespace Ringfence.Npgsql.Contract;

/// <summary>A table could not be protected; none of the named tables was changed.</summary>
/// <param name="table">The table, as it was named.</param>
/// <param name="reason">Why, and what to do.</param>
/// <param name="inner">The server's error, or null.</param>
public sealed class ProtectRefusedException(string table, string reason, Exception? inner = null)
    : RingfenceException("RF4002", $"Table {table} was not protected, nor was any other: {reason}", inner)
{
    /// <summary>The table, as it was named.</summary>
    public string Table { get; } = table;
}
