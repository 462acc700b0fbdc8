using System.Collections.Immutable;
using Ringfence.Benchmarks.Measuring;
using Ringfence.Benchmarks.Questions;
using Ringfence.Benchmarks.Results;
using Ringfence.Testing;

namespace Ringfence.Benchmarks.Fairness;

internal sealed class NoisyNeighbourQuestion : ServerQuestion
{
    public const string Quiet = "no noise";

    private static readonly Measure P50 = new("others' p50", "ms", Digits: 1);
    private static readonly Measure P99 = new("others' p99", "ms", Digits: 1, IsCompared: true);
    private static readonly Measure Others = new("others", "ops/s");
    private static readonly Measure Noisy = new("noisy", "ops/s");
    private static readonly Measure Refused = new("refused", "/s");

    public override string Name => "noisy-neighbour";

    public override string Asks => "What do other tenants notice when one floods the pool?";

    public override ImmutableArray<string> Options => ["rounds"];

    protected override string Title => "A noisy neighbour";

    protected override RoundOptions UsualRounds { get; } = new() { Rounds = 7 };

    public static VariantResult Result(string name, IReadOnlyCollection<NoisyRound> rounds)
    {
        ImmutableArray<double> Each(Func<NoisyRound, double> value) => [.. rounds.Select(value)];

        return VariantResult.Of(
            name,
            (P50, Each(round => round.P50)),
            (P99, Each(round => round.P99)),
            (Others, Each(round => round.Quiet)),
            (Noisy, Each(round => round.Noisy)),
            (Refused, Each(round => round.Refused))
        );
    }

    protected override string Method(Arguments arguments, RoundOptions rounds) =>
        $"{NoisyNeighbour.Neighbours} tenants that read a row and pause for {NoisyNeighbour.Pause.TotalMilliseconds} ms; one"
        + $" with {NoisyNeighbour.Noise} callers of slow statements; a pool of {NoisyNeighbour.Pool}; loopback. Medians of"
        + $" {rounds.Rounds} interleaved rounds.";

    protected override async Task<ImmutableArray<ResultTable>> RunAsync(
        PostgresServer server,
        Arguments arguments,
        RoundOptions rounds
    ) =>
        [
            new()
            {
                Title = "What others notice",
                Measures = [P50, P99, Others, Noisy, Refused],
                Variants = await NoisyNeighbour.RunAsync(server, rounds.Rounds),
                Baseline = Quiet,
            },
        ];
}
