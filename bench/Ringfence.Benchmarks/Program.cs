using System.Globalization;
using Ringfence.Benchmarks;
using Ringfence.Benchmarks.Allocations;
using Ringfence.Benchmarks.Binding;
using Ringfence.Benchmarks.Bulk;
using Ringfence.Benchmarks.Catalogs;
using Ringfence.Benchmarks.Contexts;
using Ringfence.Benchmarks.Fairness;
using Ringfence.Testing;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Func<PostgresServer, Task>? question = args switch
{
    ["point-select"] => PointSelectAsync,
    ["bulk-insert"] => server => BulkInsertAsync(server, Rounds.Count),
    ["bulk-insert", var rounds] => server => BulkInsertAsync(server, int.Parse(rounds, CultureInfo.InvariantCulture)),
    ["allocations"] => AllocationsAsync,
    ["ef-core"] => EfCoreAsync,
    ["noisy-neighbour"] => NoisyNeighbour.RunAsync,
    ["many-tables"] => ManyTablesAsync,
    _ => null,
};
if (question is null)
{
    await Console.Error.WriteLineAsync(
        "Usage: bench/run QUESTION, where QUESTION is: point-select, bulk-insert [ROUNDS], allocations, ef-core,"
            + " noisy-neighbour, many-tables"
    );
    return 2;
}

await using var server = await PostgresServer.StartAsync();
await question(server);
return 0;

static string On(PostgresServer server) =>
    $"PostgreSQL {server.Version}, .NET {Environment.Version}, {Environment.ProcessorCount} cores, loopback,"
    + $" {TimeProvider.System.GetUtcNow():yyyy-MM-dd}.";

static async Task PointSelectAsync(PostgresServer server)
{
    await using var question = await PointSelect.CreateAsync(server);
    Console.WriteLine($"Point select by key. {On(server)} Medians of {Rounds.Count} interleaved rounds.");
    foreach (var autoPrepare in new[] { true, false })
    {
        await using var variants = question.Variants(autoPrepare);
        var results = await Rounds.RunAsync(variants.All);
        Console.WriteLine();
        Console.WriteLine($"### Auto-prepare {(autoPrepare ? "on" : "off")}");
        Console.WriteLine();
        Console.WriteLine(Report.Markdown(results, PointSelect.Baseline, PointSelect.Kong));
    }
}

static async Task BulkInsertAsync(PostgresServer server, int rounds)
{
    await using var question = await BulkInsertion.CreateAsync(server);
    Console.WriteLine($"Bulk insert. {On(server)} Medians of {rounds} interleaved rounds.");
    Console.WriteLine();
    Console.WriteLine(BulkReport.Markdown(await question.RunAsync(rounds)));
}

static async Task AllocationsAsync(PostgresServer server)
{
    await using var question = await CommandAllocations.CreateAsync(server);
    Console.WriteLine(
        $"Bytes allocated by the service a command, and over bare Npgsql. {On(server)} Medians of 3 rounds."
    );
    Console.WriteLine();
    Console.WriteLine(await question.MarkdownAsync());
}

static async Task EfCoreAsync(PostgresServer server)
{
    await using var question = await ContextRead.CreateAsync(server);
    Console.WriteLine($"EF Core, compiled queries. {On(server)} Medians of {Rounds.Count} interleaved rounds.");
    foreach (var includes in new[] { false, true })
    {
        foreach (var autoPrepare in new[] { false, true })
        {
            await using var variants = question.Variants(includes, autoPrepare);
            Console.WriteLine();
            Console.WriteLine(
                $"### {(includes ? "Include of three tables" : "Point query by key")}, auto-prepare"
                    + $" {(autoPrepare ? "on" : "off")}"
            );
            Console.WriteLine();
            Console.WriteLine(
                Report.Markdown(await Rounds.RunAsync(variants.All), ContextRead.Baseline, ContextRead.Opened)
            );
            Console.WriteLine(await ContextRead.AllocationsAsync(variants.All));
        }
    }
}

static async Task ManyTablesAsync(PostgresServer server)
{
    Console.WriteLine($"Snapshot, map and audit of many tables. {On(server)} Medians of 3 rounds.");
    Console.WriteLine();
    Console.WriteLine(await ManyTables.MarkdownAsync(server));
}
