using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace PostgresTests.Tenants;

/// <summary>A log that a test waits for: each event is waited for once.</summary>
internal sealed class AwaitedLog : ILoggerFactory, ILogger
{
    public const int Lost = 230;
    public const int Connected = 231;
    public const int BehindPooler = 232;
    public const int ChangeHeard = 233;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<int, SemaphoreSlim> _events = new();

    /// <summary>Waits for one more event of this id than was waited for before.</summary>
    public async Task WaitAsync(int eventId) =>
        Assert.True(
            await Of(eventId).WaitAsync(Patience, TestContext.Current.CancellationToken),
            $"Event {eventId} was not logged."
        );

    /// <summary>How many of this id were not waited for.</summary>
    public int Left(int eventId) => Of(eventId).CurrentCount;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => Of(eventId.Id).Release();

    public void Dispose()
    {
        // A store may log until it is disposed itself.
    }

    private SemaphoreSlim Of(int eventId) => _events.GetOrAdd(eventId, _ => new(0));
}
