using System.Collections.Immutable;
using Ringfence.Benchmarks.Measuring;
using Ringfence.Benchmarks.Questions;
using Ringfence.Benchmarks.Results;
using Ringfence.Testing;

namespace Ringfence.Benchmarks.Catalogs;

internal sealed class ManyTablesQuestion : ServerQuestion
{
    public override string Name => "many-tables";

    public override string Asks => "How long do snapshot, map, audit and init take with many tables?";

    public override ImmutableArray<string> Options => ["rounds"];

    protected override string Title => "Snapshot, map and audit of many tables";

    protected override RoundOptions UsualRounds { get; } = new() { Rounds = 7 };

    protected override string Method(Arguments arguments, RoundOptions rounds) =>
        $"Loopback. Medians of {rounds.Rounds} rounds. The audit draws the map as well.";

    protected override async Task<ImmutableArray<ResultTable>> RunAsync(
        PostgresServer server,
        Arguments arguments,
        RoundOptions rounds
    ) =>
        [
            new()
            {
                Title = "Tables with keys, an index and a policy each",
                Measures = ManyTables.Measures,
                Variants = await ManyTables.RunAsync(server, rounds.Rounds),
            },
        ];
}
