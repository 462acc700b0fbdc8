using System.Collections.Immutable;
using System.Diagnostics;
using Npgsql;
using Ringfence.Npgsql;
using Ringfence.Testing;
using Ringfence.Testing.Databases;

namespace Ringfence.Benchmarks.Bulk;

/// <summary>
/// How fast are many rows inserted with the policies in force: by arrays, by a staged copy, by statements of many values,
/// row by row; against a copy by roles whom no policy holds.
/// </summary>
internal sealed class BulkInsertion : IAsyncDisposable
{
    public const string Baseline = "copy, table without policies";

    private const int Rows = 100_000;
    private const int SlowRows = 5_000;

    private readonly TestDatabase _signed;
    private readonly TestDatabase _setting;
    private readonly NpgsqlDataSource _unprotected;
    private readonly TenantDataSource _settingSource;

    private BulkInsertion(TestDatabase signed, TestDatabase setting)
    {
        _signed = signed;
        _setting = setting;
        _unprotected = NpgsqlDataSource.Create(signed.ApplicationConnectionString);
        _settingSource = setting.CreateSource();
    }

    public static async Task<BulkInsertion> CreateAsync(PostgresServer server)
    {
        var signed = await CreateAsync(server, Ringfence.Binding.Signed);
        // What is measured of the staged copy only: a role that may create temporary tables.
        await using var grant = signed.Superuser.CreateCommand(
            $"grant temporary on database \"{signed.Name}\" to ringfence_app"
        );
        await grant.ExecuteNonQueryAsync();
        return new(signed, await CreateAsync(server, Ringfence.Binding.Setting));
    }

    /// <summary>Rows a second of each variant, a round.</summary>
    public async Task<ImmutableArray<(string Name, ImmutableArray<double> Rates)>> RunAsync(int rounds)
    {
        var variants = Variants();
        var rates = variants.ToDictionary(variant => variant.Name, _ => new List<double>());
        var random = new Random(7);
        for (var round = -1; round < rounds; round++)
        {
            var order = variants.ToArray();
            random.Shuffle(order);
            foreach (var variant in order)
            {
                var rate = await RateAsync(variant);
                if (round >= 0) // The first is to warm up.
                {
                    rates[variant.Name].Add(rate);
                }
            }
        }

        return [.. variants.Select(variant => (variant.Name, rates[variant.Name].ToImmutableArray()))];
    }

    public async ValueTask DisposeAsync()
    {
        await _unprotected.DisposeAsync();
        await _settingSource.DisposeAsync();
        await _signed.DisposeAsync();
        await _setting.DisposeAsync();
    }

    private static Task<TestDatabase> CreateAsync(PostgresServer server, Ringfence.Binding binding) =>
        TestDatabase.CreateAsync(
            server,
            new()
            {
                Schema = LineTable.Schema,
                TenantTables = "line",
                Binding = binding,
            }
        );

    private ImmutableArray<BulkVariant> Variants() =>
        [
            new(Baseline, Rows, rows => LineTable.CopyAsync(_unprotected, "bare_line", rows)),
            new(
                "copy past the policies (bypassrls)",
                Rows,
                rows => LineTable.CopyAsync(_signed.Superuser, "line", rows)
            ),
            new(
                "BulkInsertAsync, signed",
                Rows,
                rows =>
                    BoundInsert.ArraysAsync(
                        _signed.Source,
                        rows,
                        new Ringfence.Npgsql.Bulk.BulkInsertOptions().BatchSize
                    )
            ),
            new(
                "BulkInsertAsync, setting",
                Rows,
                rows =>
                    BoundInsert.ArraysAsync(
                        _settingSource,
                        rows,
                        new Ringfence.Npgsql.Bulk.BulkInsertOptions().BatchSize
                    )
            ),
            new("BulkInsertAsync, rows of objects", Rows, rows => BoundInsert.ObjectsAsync(_signed.Source, rows)),
            new("BulkInsertAsync, batches of 200", Rows, rows => BoundInsert.ArraysAsync(_signed.Source, rows, 200)),
            new("BulkInsertAsync, batches of 1,000", Rows, rows => BoundInsert.ArraysAsync(_signed.Source, rows, 1000)),
            new(
                "BulkInsertAsync, batches of 10,000",
                Rows,
                rows => BoundInsert.ArraysAsync(_signed.Source, rows, 10_000)
            ),
            new(
                "staged: copy to a temporary table, insert",
                Rows,
                rows => BoundInsert.StagedAsync(_signed.Source, rows)
            ),
            new("statements of 1,000 values", SlowRows * 4, rows => BoundInsert.ValuesAsync(_signed.Source, rows)),
            new("row by row, one transaction", SlowRows, rows => BoundInsert.RowByRowAsync(_signed.Source, rows)),
            new(
                "SaveChanges of plain EF Core, table without policies",
                SlowRows * 2,
                rows => SavedLines.SaveAsync(new PlainLineContext(_unprotected), rows)
            ),
            new(
                "SaveChanges, UseRingfence, signed",
                SlowRows * 2,
                rows => SavedLines.SaveAsync(new BoundLineContext(_signed.Source), rows)
            ),
        ];

    private async Task<double> RateAsync(BulkVariant variant)
    {
        foreach (var database in new[] { _signed, _setting })
        {
            await using var truncate = database.Superuser.CreateCommand("truncate line, bare_line; checkpoint");
            await truncate.ExecuteNonQueryAsync();
        }

        using var scope = TenantScope.Enter(TenantId.From(LineTable.Tenant));
        var start = Stopwatch.GetTimestamp();
        var inserted = await variant.RunAsync(variant.Rows);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return inserted == variant.Rows
            ? inserted / seconds
            : throw new InvalidOperationException($"{variant.Name} inserted {inserted} of {variant.Rows} rows.");
    }
}
