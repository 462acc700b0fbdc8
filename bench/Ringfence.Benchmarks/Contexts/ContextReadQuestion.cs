using System.Collections.Immutable;
using Ringfence.Benchmarks.Measuring;
using Ringfence.Benchmarks.Questions;
using Ringfence.Benchmarks.Results;
using Ringfence.Testing;

namespace Ringfence.Benchmarks.Contexts;

internal sealed class ContextReadQuestion : ServerQuestion
{
    public override string Name => "ef-core";

    public override string Asks => "What do EF Core's compiled queries cost, of one row and of three tables?";

    protected override string Title => "EF Core, compiled queries";

    protected override async Task<ImmutableArray<ResultTable>> RunAsync(
        PostgresServer server,
        Arguments arguments,
        RoundOptions rounds
    )
    {
        await using var question = await ContextRead.CreateAsync(server);
        var tables = ImmutableArray.CreateBuilder<ResultTable>();
        foreach (var includes in new[] { false, true })
        {
            foreach (var autoPrepare in new[] { false, true })
            {
                await using var variants = question.Variants(includes, autoPrepare);
                var read = includes ? "Include of three tables" : "Point query by key";
                tables.Add(
                    new()
                    {
                        Title = $"{read}, auto-prepare {(autoPrepare ? "on" : "off")}",
                        Measures = Rounds.Measures(rounds),
                        Variants = await Rounds.RunAsync(variants.All, rounds),
                        Baseline = ContextRead.Baseline,
                        Rival = ContextRead.Opened,
                    }
                );
            }
        }

        return tables.ToImmutable();
    }
}
