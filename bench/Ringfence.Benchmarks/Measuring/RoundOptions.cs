namespace Ringfence.Benchmarks.Measuring;

/// <summary>How long and how often variants are run, and what is looked at beside the clock.</summary>
internal sealed record RoundOptions
{
    /// <summary>The rounds that count; one more comes before them, to warm up.</summary>
    public int Rounds { get; init; } = 9;

    /// <summary>How long a variant runs in a round by one worker, and again by all.</summary>
    public TimeSpan Slice { get; init; } = TimeSpan.FromSeconds(0.7);

    /// <summary>The workers that throughput is measured with; latency is one worker's.</summary>
    public int Workers { get; init; } = 8;

    /// <summary>The server's processes; null where it runs elsewhere, and its work is not seen.</summary>
    public ServerProcesses? Server { get; init; }

    /// <summary>False where this process does more than a client does, such as to delay what it sends.</summary>
    public bool SeesClient { get; init; } = true;

    /// <summary>Told of each slice.</summary>
    public SliceTally Tally { get; init; } = new();
}
