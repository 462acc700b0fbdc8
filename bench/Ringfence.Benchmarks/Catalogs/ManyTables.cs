using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Npgsql;
using Ringfence.Audit;
using Ringfence.Benchmarks.Results;
using Ringfence.Catalog;
using Ringfence.Catalog.Manifests;
using Ringfence.Catalog.Maps;
using Ringfence.Npgsql.Contract;
using Ringfence.Testing;

namespace Ringfence.Benchmarks.Catalogs;

/// <summary>
/// How long do snapshot, file, map, audit and init take of a database with many tables, each with keys, an index and a
/// policy?
/// </summary>
internal static class ManyTables
{
    private const int Batch = 100;

    private static readonly int[] Sizes = [1_000, 10_000];

    public static ImmutableArray<Measure> Measures { get; } =
    [
        new("snapshot", "s", Digits: 2),
        new("file", "MB", Digits: 1),
        new("save", "s", Digits: 2),
        new("load", "s", Digits: 2),
        new("map", "ms"),
        new("audit", "ms"),
        new("init", "ms"),
    ];

    /// <summary>Before the contract was installed.</summary>
    private const string Forget = """
        drop schema ringfence cascade;
        drop owned by ringfence_app, ringfence_admin, ringfence_owner;
        drop role ringfence_app, ringfence_admin, ringfence_owner;
        """;

    public static async Task<ImmutableArray<VariantResult>> RunAsync(PostgresServer server, int rounds)
    {
        var results = ImmutableArray.CreateBuilder<VariantResult>();
        var name = await server.CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString) { Database = name }
        );
        await RunAsync(source, "create role app login; create table tenants (id uuid primary key, name text unique)");
        var made = 0;
        foreach (var size in Sizes)
        {
            for (; made < size; made += Batch)
            {
                await RunAsync(source, Tables(made));
            }

            results.Add(await MeasureAsync(source, size, rounds));
        }

        return results.ToImmutable();
    }

    private static async Task<VariantResult> MeasureAsync(NpgsqlDataSource source, int size, int rounds)
    {
        var times = new List<double[]>();
        for (var round = 0; round < rounds; round++)
        {
            var clock = TimeProvider.System;
            var start = clock.GetTimestamp();
            var snapshot = await Snapshot.ReadAsync(source, CancellationToken.None);
            var read = clock.GetElapsedTime(start);
            using var file = new MemoryStream();
            start = clock.GetTimestamp();
            await snapshot.SaveAsync(file, CancellationToken.None);
            var saved = clock.GetElapsedTime(start);
            var length = file.Position;
            file.Position = 0;
            start = clock.GetTimestamp();
            var loaded = await Snapshot.LoadAsync(file, CancellationToken.None);
            var loading = clock.GetElapsedTime(start);
            start = clock.GetTimestamp();
            var map = TenancyMap.Of(new(loaded), Manifest.Empty);
            var mapped = clock.GetElapsedTime(start);
            if (map.Tables.Length != size + 1 || !map.IsComplete)
            {
                throw new InvalidOperationException("The map does not hold every table.");
            }

            // With the map in it, which an audit draws for itself.
            start = clock.GetTimestamp();
            var result = new Auditor { Today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime) }.Run(loaded);
            var audited = clock.GetElapsedTime(start);
            start = clock.GetTimestamp();
            await ContractInstaller.InstallAsync(source, new());
            var installed = clock.GetElapsedTime(start);
            await RunAsync(source, Forget);
            if (result.Findings.Length < size)
            {
                throw new InvalidOperationException("The audit does not see that no table forces row security.");
            }

            times.Add([
                read.TotalSeconds,
                length / 1e6,
                saved.TotalSeconds,
                loading.TotalSeconds,
                mapped.TotalMilliseconds,
                audited.TotalMilliseconds,
                installed.TotalMilliseconds,
            ]);
        }

        return VariantResult.Of(
            string.Create(CultureInfo.InvariantCulture, $"{size:N0} tables"),
            [.. Measures.Select((measure, part) => (measure, times.Select(one => one[part]).ToImmutableArray()))]
        );
    }

    /// <summary>In threes: one with the tenant's column, one that refers to it, one that refers to that.</summary>
    private static string Tables(int from)
    {
        var sql = new StringBuilder();
        for (var i = from; i < from + Batch; i++)
        {
            var isOwned = i % 3 == 0 || i == from;
            var key = isOwned
                ? "tenant_id uuid not null default gen_random_uuid() references tenants"
                : $"parent_id uuid not null references t{i - 1} on delete cascade";
            var column = isOwned ? "tenant_id" : "parent_id";
            sql.Append(
                CultureInfo.InvariantCulture,
                $"""
                create table t{i} (
                    id uuid primary key, {key}, name text not null, note text, amount numeric(10, 2) check (amount > 0),
                    at timestamptz default now(), state text default 'new', count bigint, unique ({column}, name)
                );
                alter table t{i} enable row level security;
                grant select, insert, update, delete on t{i} to app;
                create policy own on t{i} using (
                    {column} = (select nullif(current_setting('app.tenant', true), '')::uuid)
                );
                """
            );
        }

        return sql.ToString();
    }

    private static async Task RunAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
