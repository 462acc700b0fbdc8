using System.Collections.Immutable;
using Ringfence.Benchmarks.Measuring;
using Ringfence.Benchmarks.Questions;
using Ringfence.Benchmarks.Results;
using Ringfence.Testing;

namespace Ringfence.Benchmarks.Bulk;

internal sealed class BulkInsertQuestion : ServerQuestion
{
    private static readonly Measure Rate = new("rate", "rows/s", IsCompared: true, IsMoreBetter: true);

    public override string Name => "bulk-insert";

    public override string Asks => "How fast are many rows inserted with the policies in force?";

    public override ImmutableArray<string> Options => ["rounds"];

    protected override string Title => "Bulk insert";

    protected override string Method(Arguments arguments, RoundOptions rounds) =>
        $"Loopback. Medians of {rounds.Rounds} interleaved rounds.";

    protected override async Task<ImmutableArray<ResultTable>> RunAsync(
        PostgresServer server,
        Arguments arguments,
        RoundOptions rounds
    )
    {
        await using var question = await BulkInsertion.CreateAsync(server);
        var rates = await question.RunAsync(rounds.Rounds);
        return
        [
            new()
            {
                Title = "Rows of five columns",
                Measures = [Rate],
                Variants = [.. rates.Select(one => VariantResult.Of(one.Name, (Rate, one.Rates)))],
                Baseline = BulkInsertion.Baseline,
            },
        ];
    }
}
