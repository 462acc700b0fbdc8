using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Testing;
using Ringfence.Testing.Databases;

namespace Ringfence.Benchmarks.Growth;

/// <summary>
/// A tenant table of so many tenants and rows, skewed: the n-th tenant has about an n-th of the first one's rows.
/// </summary>
internal sealed class SkewedItems : IAsyncDisposable
{
    private const int Samples = 2000;

    private const string Schema = "create table item (tenant_id uuid not null, id bigint not null, name text not null)";

    /// <summary>
    /// The multiples of the golden ratio fill the unit evenly, and in no order that the tenants could profit from; the
    /// exponential function makes of them what is skewed.
    /// </summary>
    private const string Fill = """
        insert into item
        select ('00000000-0000-4000-8000-' || lpad(least($1, floor(exp(d.part * ln($1 + 1))))::bigint::text, 12, '0'))::uuid,
            d.id, 'item ' || d.id
        from (
            select n as id, n * 0.6180339887498949::float8 - floor(n * 0.6180339887498949::float8) as part
            from generate_series(1, $2) as n
        ) as d
        """;

    /// <summary>With a key that leads with the tenant, the index has nothing to do that protecting made before.</summary>
    private const string Finish =
        "drop index item_tenant_id_idx; alter table item add primary key (tenant_id, id); analyze item";

    private SkewedItems(TestDatabase database) => Database = database;

    public TestDatabase Database { get; }

    /// <summary>Rows that are there, taken at random.</summary>
    public ImmutableArray<(TenantId Tenant, long Id)> Keys { get; private set; }

    /// <summary>The tenant with the most rows, and how many it has.</summary>
    public (TenantId Tenant, long Rows) Largest { get; private set; }

    /// <summary>The tenant in the middle of those that have any, and how many it has.</summary>
    public (TenantId Tenant, long Rows) Median { get; private set; }

    public static async Task<SkewedItems> CreateAsync(
        PostgresServer server,
        Ringfence.Binding binding,
        long tenants,
        long rows
    )
    {
        var items = new SkewedItems(
            await TestDatabase.CreateAsync(
                server,
                new()
                {
                    Schema = Schema,
                    TenantTables = "item",
                    Binding = binding,
                }
            )
        );
        await items.FillAsync(tenants, rows);
        return items;
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    private async Task FillAsync(long tenants, long rows)
    {
        await RunAsync(
            Fill.Replace("$1", tenants.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("$2", rows.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        );
        await RunAsync(Finish);
        await RunAsync("vacuum item");
        var (share, few) = (Math.Min(100, 100.0 * Samples / rows), Math.Min(Samples, rows));
        Keys =
        [
            .. await ReadAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"select i.tenant_id, i.id from item as i tablesample bernoulli ({share}) limit {few}"
                )
            ),
        ];
        var sizes = await ReadAsync("select i.tenant_id, count(*) from item as i group by i.tenant_id order by 2 desc");
        Largest = sizes[0];
        Median = sizes[sizes.Count / 2];
    }

    private async Task<List<(TenantId Tenant, long Number)>> ReadAsync(string sql)
    {
        await using var command = Database.Superuser.CreateCommand(sql);
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(TenantId, long)>();
        while (await reader.ReadAsync())
        {
            rows.Add((TenantId.From(reader.GetGuid(0)), reader.GetInt64(1)));
        }

        return rows;
    }

    private async Task RunAsync(string sql)
    {
        await using var command = Database.Superuser.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
