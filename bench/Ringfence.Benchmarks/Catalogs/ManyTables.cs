using System.Globalization;
using System.Text;
using Npgsql;
using Ringfence.Audit;
using Ringfence.Catalog;
using Ringfence.Catalog.Manifests;
using Ringfence.Catalog.Maps;
using Ringfence.Testing;

namespace Ringfence.Benchmarks.Catalogs;

/// <summary>
/// How long do snapshot, file, map and audit take of a database with many tables, each with keys, an index and a policy?
/// </summary>
internal static class ManyTables
{
    private const int Batch = 100;
    private const int Repeats = 3;

    private static readonly int[] Sizes = [1_000, 10_000];

    public static async Task<string> MarkdownAsync(PostgresServer server)
    {
        var text = new StringBuilder(
            "| tables | snapshot s | file MB | save s | load s | map ms | audit ms |\n| --- | --- | --- | --- | --- | --- | --- |\n"
        );
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

            text.AppendLine(await RowAsync(source, size));
        }

        return text.ToString();
    }

    private static async Task<string> RowAsync(NpgsqlDataSource source, int size)
    {
        var times = new List<double[]>();
        var length = 0L;
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            var clock = TimeProvider.System;
            var start = clock.GetTimestamp();
            var snapshot = await Snapshot.ReadAsync(source, CancellationToken.None);
            var read = clock.GetElapsedTime(start);
            using var file = new MemoryStream();
            start = clock.GetTimestamp();
            await snapshot.SaveAsync(file, CancellationToken.None);
            var saved = clock.GetElapsedTime(start);
            length = file.Position;
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
            if (result.Findings.Length < size)
            {
                throw new InvalidOperationException("The audit does not see that no table forces row security.");
            }

            times.Add([
                read.TotalSeconds,
                saved.TotalSeconds,
                loading.TotalSeconds,
                mapped.TotalMilliseconds,
                audited.TotalMilliseconds,
            ]);
        }

        var medians = Enumerable
            .Range(0, 5)
            .Select(part => times.Select(one => one[part]).Order().ElementAt(Repeats / 2));
        var cells = medians.ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {size:N0} | {cells[0]:F2} | {length / 1e6:F1} | {cells[1]:F2} | {cells[2]:F2} | {cells[3]:F0} | {cells[4]:F0} |"
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
