using Npgsql;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Testing;
using Ringfence.Testing.Databases;

namespace Observed;

/// <summary>A little of everything that is counted: two tenants, a failure, a forgotten tenant, a limit.</summary>
public static class Work
{
    private const string Count = "select count(*) from invoice";

    private static readonly TenantId Red = TenantId.Parse("11111111-1111-1111-1111-111111111111", TenantIdType.Uuid);
    private static readonly TenantId Blue = TenantId.Parse("22222222-2222-2222-2222-222222222222", TenantIdType.Uuid);

    /// <summary>A database to work in.</summary>
    public static Task<TestDatabase> PrepareAsync(PostgresServer server) =>
        TestDatabase.CreateAsync(
            server,
            new()
            {
                Schema = "create table invoice (tenant_id uuid not null, total integer not null check (total > 0))",
                TenantTables = "invoice",
            }
        );

    /// <summary>Works in it.</summary>
    public static async Task RunAsync(TestDatabase database)
    {
        await using var source = database.CreateSource(options =>
        {
            // Names of tenants in metrics are the service's choice; here the first ten may be told apart.
            options.MetricTenants = 10;
            options.Limits = new()
            {
                Default = new() { MaxConnections = 1, MaxWaiting = 0 },
            };
        });

        await RunAsync(source, Red, "insert into invoice (total) values (1), (2)");
        await RunAsync(source, Blue, Count);
        await RefusedAsync<PostgresException>(() => RunAsync(source, Red, "insert into invoice (total) values (0)"));
        await RefusedAsync<TenantMissingException>(() => RunAsync(source, tenant: null, Count));

        using (TenantScope.Enter(Red))
        {
            await using var only = await source.OpenConnectionAsync();
            await RefusedAsync<TenantLimitedException>(() => RunAsync(source, Red, Count));
        }
    }

    private static async Task RunAsync(TenantDataSource source, TenantId? tenant, string sql)
    {
        using var scope = tenant is null ? null : TenantScope.Enter(tenant);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task RefusedAsync<TException>(Func<Task> work)
        where TException : Exception
    {
        try
        {
            await work();
        }
        catch (TException)
        {
            return; // As it should be.
        }

        throw new InvalidOperationException($"Expected a {typeof(TException).Name}.");
    }
}
