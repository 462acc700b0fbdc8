using Npgsql;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Testing;
using Ringfence.Testing.Databases;

namespace PostgresTests.Plans;

/// <summary>
/// The database of these tests: five tables with the rows of twenty tenants, a thousand each, behind policies as
/// <c>protect</c> writes them. Red is the first of the tenants.
/// </summary>
internal static class Market
{
    public const long RowsOfRed = 1000;

    public static readonly TenantId Red = TenantId.Parse("00000000-0000-4000-8000-000000000001", TenantIdType.Uuid);

    private const string Schema = """
        create table account (tenant_id uuid not null, id bigint not null, name text not null, primary key (tenant_id, id));
        create table purchase (tenant_id uuid not null, id bigint not null, account_id bigint not null,
            primary key (tenant_id, id));
        create table item (tenant_id uuid not null, id bigint not null, purchase_id bigint not null, total integer not null,
            primary key (tenant_id, id));
        create table payment (tenant_id uuid not null, id bigint not null, purchase_id bigint not null,
            primary key (tenant_id, id));
        create table parcel (tenant_id uuid not null, id bigint not null, payment_id bigint not null,
            primary key (tenant_id, id));
        create view drawn as
            select ('00000000-0000-4000-8000-' || lpad((n / 1000 + 1)::text, 12, '0'))::uuid as tenant_id, n % 1000 as id
            from generate_series(0, 19999) as n;
        insert into account select d.tenant_id, d.id, 'account ' || d.id from drawn as d;
        insert into purchase select d.tenant_id, d.id, d.id from drawn as d;
        insert into item select d.tenant_id, d.id, d.id, d.id from drawn as d;
        insert into payment select d.tenant_id, d.id, d.id from drawn as d;
        insert into parcel select d.tenant_id, d.id, d.id from drawn as d;
        analyze account; analyze purchase; analyze item; analyze payment; analyze parcel
        """;

    public static Task<TestDatabase> CreateAsync(PostgresServer server, Binding binding) =>
        TestDatabase.CreateAsync(
            server,
            new()
            {
                Binding = binding,
                Schema = Schema,
                TenantTables = "account purchase item payment parcel",
            },
            TestContext.Current.CancellationToken
        );

    /// <summary>The plan of a statement that the application role runs for red.</summary>
    /// <param name="database">Where.</param>
    /// <param name="sql">The statement.</param>
    /// <param name="settings">Of the planner, as <c>enable_indexscan=off</c>.</param>
    /// <param name="runs">Whether it is executed too.</param>
    public static async Task<PlanNode> PlanAsync(
        TestDatabase database,
        string sql,
        string[]? settings = null,
        bool runs = false
    )
    {
        await using var source = database.CreateSource(connect: connection => Set(connection, settings ?? []));
        var explain = runs
            ? "explain (analyze, timing off, summary off, costs off, format json)"
            : "explain (costs off, format json)";
        return PlanNode.Parse(await source.ReadAsync<string>(Red, $"{explain} {sql}"));
    }

    private static void Set(NpgsqlConnectionStringBuilder connection, string[] settings) =>
        connection.Options = string.Join(' ', settings.Select(setting => $"-c {setting}"));
}
