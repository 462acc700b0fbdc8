namespace PostgresTests.Limits;

/// <summary>Rings once, unless it is disposed before.</summary>
internal sealed class ManualTimer(Action ring, long dueAt) : ITimer
{
    private bool _disposed;

    public long DueAt => dueAt;

    public void Ring()
    {
        if (!_disposed)
        {
            ring();
        }
    }

    public bool Change(TimeSpan dueTime, TimeSpan period) => !_disposed;

    public void Dispose() => _disposed = true;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }
}
