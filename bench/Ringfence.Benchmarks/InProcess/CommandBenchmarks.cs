using BenchmarkDotNet.Attributes;

namespace Ringfence.Benchmarks.InProcess;

/// <summary>
/// What a point select by key takes of the client. The figures hold a loopback's round trip and the replaying, which are the
/// same for all. BenchmarkDotNet wants a public class that is not sealed.
/// </summary>
public class CommandBenchmarks
{
    /// <summary>Made before they run: BenchmarkDotNet does not await a set-up in this process.</summary>
    internal static Replay? Replay { get; set; }

    [Benchmark(Description = "bare, hand-written where")]
    public Task BareAsync() => Replay!.BareAsync();

    [Benchmark(Description = "Ringfence, setting")]
    public Task SettingAsync() => Replay!.SettingAsync();

    [Benchmark(Description = "Ringfence, signed")]
    public Task SignedAsync() => Replay!.SignedAsync();
}
