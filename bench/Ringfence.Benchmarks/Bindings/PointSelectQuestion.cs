using System.Collections.Immutable;
using Ringfence.Benchmarks.Measuring;
using Ringfence.Benchmarks.Questions;
using Ringfence.Benchmarks.Results;
using Ringfence.Testing;

namespace Ringfence.Benchmarks.Bindings;

internal sealed class PointSelectQuestion : ServerQuestion
{
    public override string Name => "point-select";

    public override string Asks => "What does it cost to read one row by its key?";

    protected override string Title => "Point select by key";

    protected override async Task<ImmutableArray<ResultTable>> RunAsync(
        PostgresServer server,
        Arguments arguments,
        RoundOptions rounds
    )
    {
        await using var question = await PointSelect.CreateAsync(server);
        var tables = ImmutableArray.CreateBuilder<ResultTable>();
        foreach (var autoPrepare in new[] { true, false })
        {
            await using var variants = question.Variants(autoPrepare);
            tables.Add(
                new()
                {
                    Title = $"Auto-prepare {(autoPrepare ? "on" : "off")}",
                    Measures = Rounds.Measures(rounds),
                    Variants = await Rounds.RunAsync(variants.All, rounds),
                    Baseline = PointSelect.Baseline,
                    Rival = PointSelect.Kong,
                }
            );
        }

        return tables.ToImmutable();
    }
}
