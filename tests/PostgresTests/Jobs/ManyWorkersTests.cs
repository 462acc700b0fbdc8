using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql;

namespace PostgresTests.Jobs;

public sealed class ManyWorkersTests(PostgresFixture postgres)
{
    private const string Mine = """
        select count(*) filter (where i.tenant_id = $1) || ' mine, '
            || count(*) filter (where i.tenant_id <> $1) || ' of others'
        from invoices as i
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_workers_at_degree_four_never_mix_fifty_tenants()
    {
        TenantId[] tenants =
        [
            .. Enumerable.Range(1, 50).Select(n => TenantId.From(new Guid(n, 0, 4, [8, 0, 0, 0, 0, 0, 0, (byte)n]))),
        ];
        await using var one = await WorkerSample.CreateAsync(postgres.Server, tenants);
        await using var other = await one.AnotherAsync(one.Broker);

        var results = await Task.WhenAll(WorkAsync(one), WorkAsync(other));

        Assert.All(results, result => result.ThrowIfFailed());
        foreach (var tenant in tenants)
        {
            Assert.Equal(
                "6 mine, 0 of others",
                await one
                    .Database.As(tenant)
                    .ScalarAsync<string>(Mine, Guid.Parse(tenant.Value, CultureInfo.InvariantCulture))
            );
        }
    }

    /// <summary>Every tenant's work writes three rows, and after each of them sees its own only.</summary>
    private static Task<Ringfence.Jobs.TenantRunResult> WorkAsync(WorkerSample sample) =>
        sample.Runner.ForEachActiveAsync(
            degree: 4,
            async (tenant, services, token) =>
            {
                var id = Guid.Parse(tenant.Value, CultureInfo.InvariantCulture);
                for (var i = 0; i < 3; i++)
                {
                    await services.GetRequiredService<Worker.Invoices>().AddAsync(new(i + 1, DueInDays: 1), token);
                    await using var connection = await services.GetRequiredService<TenantDataSource>().RentAsync();
                    var seen = await connection.ReadAsync<string>(Mine, id);
                    Assert.EndsWith(", 0 of others", seen, StringComparison.Ordinal);
                }
            },
            cancellationToken: Cancellation
        );
}
