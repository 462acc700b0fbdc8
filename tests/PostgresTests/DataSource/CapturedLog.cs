using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace PostgresTests.DataSource;

/// <summary>Everything that is logged, at every level, as it would be written.</summary>
/// <param name="hears">Told of each event as it is logged.</param>
internal sealed class CapturedLog(Action<int>? hears = null) : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentQueue<int> _events = new();

    public string Text => string.Join('\n', _lines);

    public int Count(int eventId) => _events.Count(id => id == eventId);

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
    )
    {
        var facts = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs) : "";
        _lines.Enqueue($"{logLevel} {eventId.Id} {formatter(state, exception)} {facts} {exception}");
        _events.Enqueue(eventId.Id);
        hears?.Invoke(eventId.Id);
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
