using System.Collections.Immutable;

namespace Ringfence.Cli.Benches;

/// <summary>What was measured in a database, and what follows from it.</summary>
internal sealed record BenchResult
{
    public required BenchDatabase Database { get; init; }

    /// <summary>The database and the server's version, in words.</summary>
    public required string Subject { get; init; }

    /// <summary>How long the server takes to answer nothing, in microseconds.</summary>
    public required double RoundTrip { get; init; }

    /// <summary>How many rows the tenant has.</summary>
    public required long Rows { get; init; }

    public required ImmutableArray<ReadResult> Reads { get; init; }

    /// <summary>The ways that were not measured, and why, a sentence each.</summary>
    public required ImmutableArray<string> LeftOut { get; init; }

    public ImmutableArray<Advice> Advice { get; init; } = [];
}
