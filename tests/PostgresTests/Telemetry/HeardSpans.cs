using System.Collections.Concurrent;
using System.Diagnostics;

namespace PostgresTests.Telemetry;

/// <summary>The spans of one test: those below a span of its own.</summary>
internal sealed class HeardSpans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public HeardSpans(params string[] sources)
    {
        Root = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        _listener = new()
        {
            ShouldListenTo = source => sources.Contains(source.Name),
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Parent.TraceId == Root.TraceId ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStopped = Keep, // It is told of every span, also of those that only somebody else samples.
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public Activity Root { get; }

    public IReadOnlyList<Activity> Ended => [.. _ended];

    public void Dispose()
    {
        _listener.Dispose();
        Root.Dispose();
    }

    private void Keep(Activity span)
    {
        if (span.TraceId == Root.TraceId)
        {
            _ended.Enqueue(span);
        }
    }
}
