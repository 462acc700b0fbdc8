namespace Ringfence.Npgsql.Bulk;

/// <summary>How a bulk insert goes about it.</summary>
public sealed class BulkInsertOptions
{
    private const int Largest = 1_000_000;

    /// <summary>
    /// How many rows travel in one statement: memory on both sides, and how closely an error tells the row. A batch of
    /// large values is sent earlier.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 1 to 1,000,000.</exception>
    public int BatchSize
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Largest);
            field = value;
        }
    } = 5_000;

    /// <summary>What becomes of a row whose key exists.</summary>
    public BulkConflict OnConflict { get; set; } = BulkConflict.Fail;

    /// <summary>Told after each batch how many rows were sent so far; they are kept only when the insert is over.</summary>
    public IProgress<long>? Progress { get; set; }
}
