using System.Collections.Immutable;
using System.Globalization;
using Npgsql;
using Ringfence.Benchmarks.Measuring;
using Ringfence.Benchmarks.Questions;
using Ringfence.Benchmarks.Results;
using Ringfence.Npgsql;
using Ringfence.Testing;

namespace Ringfence.Benchmarks.Growth;

/// <summary>A database for each number of tenants and of rows, one after the other.</summary>
internal sealed class GrowthQuestion : ServerQuestion
{
    private const string Bare = "filter by hand, no policy";

    private static readonly ImmutableArray<string> AllTenants = ["10", "100000"];
    private static readonly ImmutableArray<string> AllRows = ["1000000", "50000000"];
    private static readonly ImmutableArray<Ringfence.Binding> Bindings =
    [
        Ringfence.Binding.Setting,
        Ringfence.Binding.Signed,
    ];

    public override string Name => "growth";

    public override string Asks => "What do more tenants and more rows cost a point select and a tenant's count?";

    public override ImmutableArray<string> Options => ["tenants", "rows", "rounds", "slice"];

    protected override string Title => "What growth costs";

    protected override RoundOptions UsualRounds { get; } =
        new() { Rounds = Cli.Benches.Interleaved.Rounds, Slice = TimeSpan.FromMilliseconds(400) };

    protected override IReadOnlyDictionary<string, string> Settings { get; } =
        new Dictionary<string, string> { ["shared_buffers"] = "2GB" };

    protected override string Method(Arguments arguments, RoundOptions rounds) =>
        $"{base.Method(arguments, rounds)} Nothing is prepared. The n-th tenant has about an n-th of the first one's rows;"
        + " the rows of point selects are taken at random, and with them their tenants. Remarks are the plans.";

    protected override async Task<ImmutableArray<ResultTable>> RunAsync(
        PostgresServer server,
        Arguments arguments,
        RoundOptions rounds
    )
    {
        var tables = ImmutableArray.CreateBuilder<ResultTable>();
        foreach (var tenants in Numbers(arguments, "tenants", AllTenants))
        {
            foreach (var rows in Numbers(arguments, "rows", AllRows))
            {
                await using var items = await SkewedItems.CreateAsync(server, Bindings[0], tenants, rows);
                await using var contract = new ChangingContract(items.Database);
                foreach (var binding in Bindings)
                {
                    var source = await contract.UseAsync(binding);
                    var size = $"{tenants:N0} tenants, {rows:N0} rows, {binding.ToString().ToLowerInvariant()}";
                    tables.AddRange(await MeasureAsync(server, items, binding, source, size, rounds));
                }
            }
        }

        return tables.ToImmutable();
    }

    private static IEnumerable<long> Numbers(Arguments arguments, string name, ImmutableArray<string> otherwise) =>
        (arguments.Find(name)?.Split(',') ?? [.. otherwise]).Select(text =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                ? number
                : throw new UsageException($"--{name} takes numbers with commas between, not '{text}'.")
        );

    private static async Task<ImmutableArray<ResultTable>> MeasureAsync(
        PostgresServer server,
        SkewedItems items,
        Ringfence.Binding binding,
        TenantDataSource source,
        string size,
        RoundOptions rounds
    )
    {
        var ours = $"Ringfence, {binding.ToString().ToLowerInvariant()}";
        await using var bare = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString) { Database = items.Database.Name }
        );
        var point = await RunAsync(
            $"Point select, {size}",
            random => ItemReads.BarePointAsync(bare, Pick(items, random)),
            random => ItemReads.PointAsync(source, Pick(items, random)),
            await ItemReads.PlanAsync(source, items.Median.Tenant, counts: false)
        );
        var tables = ImmutableArray.CreateBuilder<ResultTable>();
        tables.Add(point);
        foreach (var (name, of) in new[] { ("largest", items.Largest), ("median", items.Median) })
        {
            tables.Add(
                await RunAsync(
                    $"Count of the {name} tenant's {of.Rows:N0} rows, {size}",
                    _ => ItemReads.BareCountAsync(bare, of),
                    _ => ItemReads.CountAsync(source, of),
                    await ItemReads.PlanAsync(source, of.Tenant, counts: true)
                )
            );
        }

        return tables.ToImmutable();

        async Task<ResultTable> RunAsync(string title, Func<Random, Task> byHand, Func<Random, Task> bound, string plan)
        {
            var results = await Measuring.Rounds.RunAsync([new(Bare, byHand), new(ours, bound)], rounds);
            return new()
            {
                Title = title,
                Measures = Measuring.Rounds.Measures(rounds),
                Baseline = Bare,
                Variants = [results[0], results[1] with { Remark = plan }],
            };
        }
    }

    private static (TenantId Tenant, long Id) Pick(SkewedItems items, Random random) =>
        items.Keys[random.Next(items.Keys.Length)];
}
