using System.Globalization;
using Ringfence.Benchmarks;
using Ringfence.Benchmarks.Binding;
using Ringfence.Benchmarks.Fairness;
using Ringfence.Testing;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is not (["point-select"] or ["noisy-neighbour"]))
{
    await Console.Error.WriteLineAsync("Usage: bench/run QUESTION, where QUESTION is: point-select, noisy-neighbour");
    return 2;
}

await using var server = await PostgresServer.StartAsync();
if (args is ["noisy-neighbour"])
{
    await NoisyNeighbour.RunAsync(server);
    return 0;
}

await using var question = await PointSelect.CreateAsync(server);
Console.WriteLine(
    $"Point select by key. PostgreSQL {server.Version}, .NET {Environment.Version}, {Environment.ProcessorCount} cores,"
        + $" loopback, {TimeProvider.System.GetUtcNow():yyyy-MM-dd}. Medians of {Rounds.Count} interleaved rounds."
);
foreach (var autoPrepare in new[] { true, false })
{
    await using var variants = question.Variants(autoPrepare);
    var results = await Rounds.RunAsync(variants.All);
    Console.WriteLine();
    Console.WriteLine($"### Auto-prepare {(autoPrepare ? "on" : "off")}");
    Console.WriteLine();
    Console.WriteLine(Report.Markdown(results, PointSelect.Baseline, PointSelect.Kong));
}

return 0;
