using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Health;

namespace WebTests.Database;

public sealed class HealthTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_probe_turns_red_when_a_fence_is_taken_down()
    {
        await using var database = await postgres.CreateDatabaseAsync(InvoiceService.Database);
        await using var service = await WebService.StartBareAsync(
            app => app.MapHealthChecks("/ready"),
            services =>
            {
                services
                    .AddRingfence()
                    .AddNpgsql(database.ApplicationConnectionString, options => options.SigningKey = database.Secret);
                services
                    .AddHealthChecks()
                    .AddRingfence(configure: options => options.KeepFor = TimeSpan.Zero)
                    .AddRingfence("keys", options => options.MaxKeyAge = TimeSpan.Zero);
            }
        );
        var before = await service.GetAsync("/ready");

        await using var down = database.Superuser.CreateCommand("alter table invoice disable row level security");
        await down.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var after = await service.GetAsync("/ready");

        Assert.Equal((HttpStatusCode.OK, "Degraded"), (before.Status, before.Body));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), (after.Status, after.Body));
    }
}
