namespace PostgresTests.Bulk;

/// <summary>Progress that is told at once, on the thread that makes it.</summary>
internal sealed class Reports(Action<long>? each = null) : IProgress<long>
{
    public List<long> All { get; } = [];

    public void Report(long value)
    {
        All.Add(value);
        each?.Invoke(value);
    }
}
