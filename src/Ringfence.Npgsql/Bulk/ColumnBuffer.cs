namespace Ringfence.Npgsql.Bulk;

/// <summary>The values of one column for the rows of one batch.</summary>
internal abstract class ColumnBuffer<T>(TargetColumn target)
{
    public TargetColumn Target { get; } = target;

    /// <summary>Keeps the row's value; says how much it weighs, roughly, in bytes.</summary>
    public abstract int Add(T row);

    /// <summary>All values, as one array.</summary>
    public abstract BulkParameter Many();

    /// <summary>The value of one row.</summary>
    public abstract BulkParameter One(int index);

    public abstract void Clear();
}
