using System.Globalization;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Testing;
using Ringfence.Testing.Databases;

namespace PostgresTests.Bulk;

/// <summary>The database of these tests: tenant tables that are empty, and one with columns of many types.</summary>
internal static class Ledger
{
    public const string Count = "select count(*) from entry";

    private const string Schema = """
        create table entry (
            id bigint generated always as identity,
            tenant_id uuid not null,
            amount integer not null check (amount > 0),
            note text,
            doubled integer generated always as (amount * 2) stored
        );
        create table code (tenant_id uuid not null, code text not null unique);
        create type mood as enum ('calm', 'angry');
        create type extent as (width integer, height integer);
        create domain positive as integer check (value > 0);
        create table thing (
            tenant_id uuid not null, n bigint, mood mood, extent extent, price positive, tags text[], grid integer[][],
            doc jsonb, at timestamptz, local timestamp, day date, span int4range, spans int4multirange, data bytea,
            good boolean, cost numeric(10, 2), ratio real, letter char(3), "Odd ""name"";" text, address inet,
            code varchar(5), moods mood[]
        );
        """;

    public static async Task<TestDatabase> CreateAsync(PostgresServer server, Binding binding = Binding.Signed) =>
        await TestDatabase.CreateAsync(
            server,
            new()
            {
                Binding = binding,
                Schema = Schema + Wide(),
                TenantTables = "entry code thing wide",
            },
            TestContext.Current.CancellationToken
        );

    /// <summary>A source whose driver knows the types of the database.</summary>
    public static TenantDataSource Mapped(TestDatabase database) =>
        TenantDataSource.Create(
            database.ApplicationConnectionString,
            new() { SigningKey = database.Secret },
            builder =>
            {
                builder.MapEnum<Mood>("mood");
                builder.MapComposite<Extent>("extent");
                builder.EnableDynamicJson();
            }
        );

    /// <summary>How many entries the tenant has.</summary>
    public static Task<long> CountAsync(this TestDatabase database, TenantId tenant) =>
        database.As(tenant).CountAsync(Count);

    /// <summary>How many entries there are, whoever's.</summary>
    public static Task<long> CountAllAsync(this TestDatabase database) => database.Superuser.ReadAsync<long>(Count);

    private static string Wide() =>
        $"create table wide (tenant_id uuid not null, {string.Join(
            ", ",
            Enumerable.Range(0, 1599).Select(i => string.Create(CultureInfo.InvariantCulture, $"c{i} smallint"))
        )});";
}
