using System.Collections.Immutable;
using Ringfence.Benchmarks.Measuring;
using Ringfence.Benchmarks.Questions;
using Ringfence.Benchmarks.Results;
using Ringfence.Testing;

namespace Ringfence.Benchmarks.Policy;

internal sealed class PolicyQuestion : ServerQuestion
{
    private const double UsualRows = 4_000_000;

    public override string Name => "policy";

    public override string Asks => "What does a policy cost the server, by statement, and what does it do to plans?";

    public override ImmutableArray<string> Options => ["rows", "rounds", "statement"];

    protected override string Title => "What policies cost";

    protected override RoundOptions UsualRounds { get; } = new() { Rounds = Cli.Benches.Interleaved.Rounds };

    protected override IReadOnlyDictionary<string, string> Settings { get; } =
        new Dictionary<string, string> { ["shared_buffers"] = "2GB", ["work_mem"] = "64MB" };

    protected override string Method(Arguments arguments, RoundOptions rounds) =>
        $"{Rows(arguments):N0} items of 1,000 tenants, the largest of which has a hundredth of them, and five smaller tables."
        + " The server's own times, of explain (analyze, timing off): the bind is none of it, the getter is. Medians of"
        + $" {rounds.Rounds} interleaved rounds; all variants read the same tables, whose contract changes its binding"
        + " between them. No JIT. Remarks are the plans.";

    protected override async Task<ImmutableArray<ResultTable>> RunAsync(
        PostgresServer server,
        Arguments arguments,
        RoundOptions rounds
    )
    {
        var chosen = arguments.Chosen("statement", Statements.All.Select(statement => statement.Name));
        await using var price = await PolicyPrice.CreateAsync(server, Rows(arguments));
        return await price.RunAsync(
            [.. Statements.All.Where(statement => chosen.Contains(statement.Name))],
            rounds.Rounds
        );
    }

    private static long Rows(Arguments arguments) => (long)arguments.Number("rows", UsualRows);
}
