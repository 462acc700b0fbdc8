using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Ringfence;

namespace WebTests.Lives;

/// <summary>Lets a stream go on by one step at a time, when the test says so.</summary>
internal sealed class Pace(Notes notes)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _steps = new(StringComparer.Ordinal);

    public void Step(string name) => Of(name).Release();

    public Task WaitAsync(string name, CancellationToken cancellationToken) => Of(name).WaitAsync(cancellationToken);

    /// <summary>What is seen at each step, three times.</summary>
    public async IAsyncEnumerable<string> WatchAsync(
        string name,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (var i = 0; i < Interleaving.Turns; i++)
        {
            await WaitAsync(name, cancellationToken);
            yield return await notes.ReadAsync();
        }
    }

    /// <summary>Fails as a data source does whose tenant has used up its share.</summary>
    public Task FailAsync() =>
        throw new TenantLimitedException(TenantScope.GetCurrent(), $"{_steps.Count} streams", TimeSpan.FromSeconds(2));

    private SemaphoreSlim Of(string name) => _steps.GetOrAdd(name, _ => new(0));
}
