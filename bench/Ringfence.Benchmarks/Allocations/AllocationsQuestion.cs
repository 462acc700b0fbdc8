using System.Collections.Immutable;
using Ringfence.Benchmarks.Measuring;
using Ringfence.Benchmarks.Questions;
using Ringfence.Benchmarks.Results;
using Ringfence.Testing;

namespace Ringfence.Benchmarks.Allocations;

internal sealed class AllocationsQuestion : ServerQuestion
{
    public override string Name => "allocations";

    public override string Asks => "How much memory does a command take in the service, over bare Npgsql?";

    public override ImmutableArray<string> Options => ["rounds"];

    protected override string Title => "Allocations a command";

    protected override string Method(Arguments arguments, RoundOptions rounds) =>
        $"Bytes allocated by the service, one worker. Medians of {rounds.Rounds} rounds. A negative number: the batch that is"
        + " kept with the physical connection spares objects that the driver's own command makes.";

    protected override async Task<ImmutableArray<ResultTable>> RunAsync(
        PostgresServer server,
        Arguments arguments,
        RoundOptions rounds
    )
    {
        await using var question = await CommandAllocations.CreateAsync(server);
        return await question.RunAsync(rounds.Rounds);
    }
}
