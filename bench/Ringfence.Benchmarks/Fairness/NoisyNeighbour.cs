using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Data.Common;
using System.Diagnostics;
using Ringfence.Benchmarks.Results;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Limits;
using Ringfence.Testing;
using Ringfence.Testing.Databases;

namespace Ringfence.Benchmarks.Fairness;

/// <summary>
/// What do other tenants notice when one floods a pool of 16 connections with slow statements: without limits, with a
/// limit on its connections, and with one on its statement time as well, against a pool that it leaves alone.
/// </summary>
internal static class NoisyNeighbour
{
    public const int Pool = 16;
    public const int Noise = 48;
    public const int Neighbours = 4;

    private const string Quick = "select a.name from api as a where a.id = $1";

    /// <summary>Holds its connection for 20 ms, and a core for some of them.</summary>
    private const string Slow = "select pg_sleep(0.02), (select count(*) from generate_series(1, 30000))";

    private const string Schema = """
        create table api (id bigint primary key, tenant_id uuid not null, name text not null);
        insert into api (id, tenant_id, name)
        select n, ('00000000-0000-4000-8000-' || lpad((n % 5 + 1)::text, 12, '0'))::uuid, 'api ' || n
        from generate_series(1, 10000) as n;
        analyze api
        """;

    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(2.5);
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Runs for a minute.</summary>
    public static async Task<ImmutableArray<VariantResult>> RunAsync(PostgresServer server, int count)
    {
        await using var database = await TestDatabase.CreateAsync(
            server,
            new() { Schema = Schema, TenantTables = "api" }
        );
        var connections = new TenantLimits { MaxConnections = 4, MaxWaiting = 16 };
        var time = connections with { StatementTime = TimeSpan.FromSeconds(1), Window = TimeSpan.FromSeconds(1) };
        await using var unlimited = Source(database, limits: null);
        await using var limited = Source(database, connections);
        await using var metered = Source(database, time);
        ImmutableArray<NoisyVariant> variants =
        [
            new(NoisyNeighbourQuestion.Quiet, unlimited, 0),
            new("noise, no limits", unlimited, Noise),
            new("noise, 4 connections a tenant", limited, Noise),
            new("noise, 4 connections and 1 s of statement time a second", metered, Noise),
        ];

        var rounds = variants.ToDictionary(variant => variant.Name, _ => new List<NoisyRound>());
        var random = new Random(7);
        for (var round = -1; round < count; round++)
        {
            var order = variants.ToArray();
            random.Shuffle(order);
            foreach (var variant in order)
            {
                var result = await RoundAsync(variant);
                if (round >= 0) // The first is to warm up.
                {
                    rounds[variant.Name].Add(result);
                }
            }
        }

        return [.. variants.Select(variant => NoisyNeighbourQuestion.Result(variant.Name, rounds[variant.Name]))];
    }

    private static TenantDataSource Source(TestDatabase database, TenantLimits? limits) =>
        database.CreateSource(
            options => options.Limits = limits is null ? null : new() { Default = limits },
            connection => (connection.MinPoolSize, connection.MaxPoolSize) = (Pool, Pool)
        );

    private static async Task<NoisyRound> RoundAsync(NoisyVariant variant)
    {
        using var end = new CancellationTokenSource();
        var times = new ConcurrentBag<double>();
        var noisy = 0;
        var refused = 0;
        var flood = Enumerable
            .Range(0, variant.Noise)
            .Select(_ =>
                Task.Run(async () =>
                {
                    while (!end.IsCancellationRequested)
                    {
                        var isRefused = await FloodAsync(variant.Source);
                        Interlocked.Increment(ref isRefused ? ref refused : ref noisy);
                    }
                })
            )
            .ToArray();
        var began = Stopwatch.GetTimestamp();
        var quiet = Enumerable
            .Range(2, Neighbours)
            .Select(tenant =>
                Task.Run(async () =>
                {
                    while (Stopwatch.GetElapsedTime(began) < Slice)
                    {
                        times.Add(await ReadAsync(variant.Source, tenant));
                        await Task.Delay(Pause);
                    }
                })
            )
            .ToArray();

        await Task.WhenAll(quiet);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await end.CancelAsync();
        await Task.WhenAll(flood);
        var sorted = times.Order().ToArray();
        return new(
            sorted[sorted.Length / 2],
            sorted[sorted.Length * 99 / 100],
            sorted.Length / seconds,
            noisy / seconds,
            refused / seconds
        );
    }

    /// <summary>True when it was refused, and has waited a moment: not for as long as it was told, being no good client.</summary>
    private static async Task<bool> FloodAsync(TenantDataSource source)
    {
        using var scope = TenantScope.Enter(Tenant(1));
        try
        {
            await using var command = source.CreateCommand(Slow);
            await command.ExecuteNonQueryAsync();
            return false;
        }
        catch (TenantLimitedException)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
            return true;
        }
    }

    /// <summary>The milliseconds from asking for a connection until it is given back.</summary>
    private static async Task<double> ReadAsync(TenantDataSource source, int tenant)
    {
        var began = Stopwatch.GetTimestamp();
        using var scope = TenantScope.Enter(Tenant(tenant));
        await using (var connection = await source.OpenConnectionAsync())
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = Quick;
            AddId(command, tenant - 1);
            if (await command.ExecuteScalarAsync() is not string)
            {
                throw new InvalidOperationException("A tenant did not see its own row.");
            }
        }

        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static void AddId(DbCommand command, long id)
    {
        var parameter = command.CreateParameter();
        parameter.Value = id;
        command.Parameters.Add(parameter);
    }

    private static TenantId Tenant(int number) => TenantId.From(Guid.Parse($"00000000-0000-4000-8000-{number:D12}"));
}
