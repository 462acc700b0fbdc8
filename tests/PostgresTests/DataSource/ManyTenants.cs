using System.Globalization;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Testing.Databases;

namespace PostgresTests.DataSource;

/// <summary>Six tenants with a row each and workers that read as one and another, all at once.</summary>
internal static class ManyTenants
{
    /// <summary>The row that is visible, and how many of others there are.</summary>
    public const string Mine = """
        select count(*) filter (where i.tenant_id = $1) || ' mine, '
            || count(*) filter (where i.tenant_id <> $1) || ' of others'
        from invoice as i
        """;

    public const string Right = "1 mine, 0 of others";

    public static readonly TenantId[] Six =
    [
        .. Enumerable.Range(1, 6).Select(n => TenantId.From(new Guid(n, 0, 4, [8, 0, 0, 0, 0, 0, 0, (byte)n]))),
    ];

    public static async Task FillAsync(TestDatabase database)
    {
        foreach (var tenant in Six)
        {
            await database.Superuser.RunAsync($"insert into invoice (tenant_id, total) values ('{tenant}', 5)");
        }
    }

    /// <summary>The wrong answers; <paramref name="work"/> returns what it read for the tenant in scope.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(
        TenantDataSource source,
        int workers,
        int each,
        Func<TenantConnection, Random, Task<string>> work
    )
    {
        var wrong = await Task.WhenAll(
            Enumerable.Range(0, workers).Select(worker => Task.Run(() => WorkAsync(source, worker, each, work)))
        );
        return [.. wrong.SelectMany(one => one)];
    }

    public static Guid InScope() => Guid.Parse(TenantScope.GetCurrent().Value, CultureInfo.InvariantCulture);

    private static async Task<List<string>> WorkAsync(
        TenantDataSource source,
        int seed,
        int each,
        Func<TenantConnection, Random, Task<string>> work
    )
    {
        var random = new Random(seed);
        var wrong = new List<string>();
        for (var i = 0; i < each; i++)
        {
            using var scope = TenantScope.Enter(Six[random.Next(Six.Length)]);
            await using var connection = await source.RentAsync();
            var answer = await work(connection, random);
            if (answer != Right)
            {
                wrong.Add(answer);
            }
        }

        return wrong;
    }
}
