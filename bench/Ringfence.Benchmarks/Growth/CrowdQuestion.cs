using System.Collections.Immutable;
using System.Globalization;
using Npgsql;
using Ringfence.Benchmarks.Measuring;
using Ringfence.Benchmarks.Questions;
using Ringfence.Benchmarks.Results;
using Ringfence.Testing;

namespace Ringfence.Benchmarks.Growth;

internal sealed class CrowdQuestion : ServerQuestion
{
    private const string Bare = "filter by hand, no policy";
    private const long Rows = 100_000;
    private const long Tenants = 1000;

    private static readonly int[] Crowds = [1, 8, 50, 200];

    public override string Name => "connections";

    public override string Asks => "Does a point select keep its price from 1 to 200 connections at a time?";

    protected override string Title => "What connections cost";

    protected override RoundOptions UsualRounds { get; } =
        new() { Rounds = Cli.Benches.Interleaved.Rounds, Slice = TimeSpan.FromMilliseconds(500) };

    protected override IReadOnlyDictionary<string, string> Settings { get; } =
        new Dictionary<string, string> { ["max_connections"] = "1000" };

    protected override async Task<ImmutableArray<ResultTable>> RunAsync(
        PostgresServer server,
        Arguments arguments,
        RoundOptions rounds
    )
    {
        await using var setting = await SkewedItems.CreateAsync(server, Ringfence.Binding.Setting, Tenants, Rows);
        await using var signed = await SkewedItems.CreateAsync(server, Ringfence.Binding.Signed, Tenants, Rows);
        var tables = ImmutableArray.CreateBuilder<ResultTable>();
        foreach (var crowd in Crowds)
        {
            void Connect(NpgsqlConnectionStringBuilder connection) => connection.MaxPoolSize = crowd;
            await using var bare = NpgsqlDataSource.Create(
                new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString)
                {
                    Database = setting.Database.Name,
                    MaxPoolSize = crowd,
                }
            );
            await using var bySetting = setting.Database.CreateSource(connect: Connect);
            await using var bySignature = signed.Database.CreateSource(connect: Connect);
            var options = rounds with { Workers = crowd };
            tables.Add(
                new()
                {
                    Title = string.Create(CultureInfo.InvariantCulture, $"{crowd} connections"),
                    Measures = Measuring.Rounds.Measures(options),
                    Baseline = Bare,
                    Variants = await Measuring.Rounds.RunAsync(
                        [
                            new(Bare, random => ItemReads.BarePointAsync(bare, Pick(setting, random))),
                            new("Ringfence, setting", random => ItemReads.PointAsync(bySetting, Pick(setting, random))),
                            new("Ringfence, signed", random => ItemReads.PointAsync(bySignature, Pick(signed, random))),
                        ],
                        options
                    ),
                }
            );
        }

        return tables.ToImmutable();
    }

    private static (TenantId Tenant, long Id) Pick(SkewedItems items, Random random) =>
        items.Keys[random.Next(items.Keys.Length)];
}
