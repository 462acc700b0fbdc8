namespace UnitTests.Tenants;

/// <summary>A clock that stands still until a test moves it on.</summary>
internal sealed class StillTime : TimeProvider
{
    private long _ticks = TimeSpan.TicksPerDay;
    private Action? _beforeNextLook;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        Interlocked.Exchange(ref _beforeNextLook, null)?.Invoke();
        return _ticks;
    }

    /// <summary>Lets something happen at the very moment at which somebody looks at the clock, once.</summary>
    public void BeforeNextLook(Action happens) => _beforeNextLook = happens;

    public void Advance(TimeSpan time) => _ticks += time.Ticks;
}
