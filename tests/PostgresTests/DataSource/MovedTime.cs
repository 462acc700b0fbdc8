namespace PostgresTests.DataSource;

/// <summary>The system's clock, set wrong by as much as a test says.</summary>
internal sealed class MovedTime : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
}
