using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Benchmarks.Measuring;
using Ringfence.Benchmarks.Questions;
using Ringfence.Benchmarks.Results;
using Ringfence.Npgsql;
using Ringfence.Testing;
using Ringfence.Testing.Databases;

namespace Ringfence.Benchmarks.Growth;

/// <summary>
/// The bytes that live in the process once so many tenants have run a statement each. A tenant that was here leaves
/// nothing, so that what is measured of more tenants is what there is of few.
/// </summary>
internal sealed class MemoryQuestion : ServerQuestion
{
    private static readonly int[] Crowds = [10, 1_000, 100_000];

    private static readonly Measure Live = new("live", "B");
    private static readonly Measure More = new("more a tenant", "B", Digits: 2);

    public override string Name => "memory";

    public override string Asks => "How much memory does a tenant take in the process, once it was served?";

    public override ImmutableArray<string> Options => ["tenants", "rounds"];

    protected override string Title => "Memory of tenants that were served";

    protected override RoundOptions UsualRounds { get; } = new() { Rounds = 3 };

    protected override string Method(Arguments arguments, RoundOptions rounds) =>
        "One data source, one connection, a statement for each tenant; then everything that is not used is collected. More a"
        + $" tenant is over what lives after the fewest tenants. Medians of {rounds.Rounds} rounds.";

    protected override async Task<ImmutableArray<ResultTable>> RunAsync(
        PostgresServer server,
        Arguments arguments,
        RoundOptions rounds
    )
    {
        var most = (int)arguments.Number("tenants", Crowds[^1]);
        var tables = ImmutableArray.CreateBuilder<ResultTable>();
        foreach (var binding in new[] { Ringfence.Binding.Setting, Ringfence.Binding.Signed })
        {
            await using var database = await TestDatabase.CreateAsync(server, new() { Binding = binding });
            var measured = Crowds
                .Where(crowd => crowd <= most)
                .ToDictionary(crowd => crowd, _ => ImmutableArray.CreateBuilder<double>());
            for (var round = 0; round < rounds.Rounds; round++)
            {
                foreach (var (crowd, values) in measured)
                {
                    values.Add(await LiveAsync(database, crowd));
                }
            }

            tables.Add(Table(binding, measured));
        }

        return tables.ToImmutable();
    }

    private static ResultTable Table(
        Ringfence.Binding binding,
        Dictionary<int, ImmutableArray<double>.Builder> measured
    )
    {
        var fewest = measured.Keys.Min();
        return new()
        {
            Title = $"Ringfence, {binding.ToString().ToLowerInvariant()}",
            Measures = [Live, More],
            Variants =
            [
                .. measured.Select(pair =>
                    VariantResult.Of(
                        string.Create(CultureInfo.InvariantCulture, $"{pair.Key:N0} tenants"),
                        (Live, pair.Value.ToImmutable()),
                        (
                            More,
                            [.. pair.Value.Zip(measured[fewest], (many, few) => Each(many - few, pair.Key - fewest))]
                        )
                    )
                ),
            ],
        };
    }

    private static double Each(double bytes, int tenants) => tenants == 0 ? 0 : bytes / tenants;

    /// <summary>On a data source of its own, whose connection has been warm for a while.</summary>
    private static async Task<double> LiveAsync(TestDatabase database, int tenants)
    {
        await using var source = database.CreateSource(connect: connection => connection.MaxPoolSize = 1);
        for (var tenant = 1; tenant <= tenants; tenant++)
        {
            await ServeAsync(source, tenant);
        }

        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static async Task ServeAsync(TenantDataSource source, int tenant)
    {
        using var scope = TenantScope.Enter(TenantId.From(Guid.Parse($"00000000-0000-4000-8000-{tenant:D12}")));
        await using var connection = await source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "select 1";
        await command.ExecuteNonQueryAsync();
    }
}
