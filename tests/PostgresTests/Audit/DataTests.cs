using Npgsql;
using PostgresTests.Cli;
using Ringfence.Testing.Databases;

namespace PostgresTests.Audit;

/// <summary>What <c>--data</c> counts, and what it does not take for counted.</summary>
public sealed class DataTests(AuditServer server)
{
    private const string Schema = """
        create type state as enum ('open', 'done');
        create table orders (
            tenant_id uuid not null, id uuid not null default gen_random_uuid() unique, state state unique,
            primary key (tenant_id, id)
        );
        create table order_lines (
            tenant_id uuid not null, id uuid not null default gen_random_uuid(), order_id uuid references orders (id),
            state state references orders (state), primary key (tenant_id, id)
        );
        insert into orders (tenant_id, id, state)
        values ('0198c5f2-7e5c-7000-8000-000000000001', '0198c5f2-7e5c-7000-8000-00000000000a', 'open');
        insert into order_lines (tenant_id, order_id)
        values ('0198c5f2-7e5c-7000-8000-000000000001', '0198c5f2-7e5c-7000-8000-00000000000a'),
            ('0198c5f2-7e5c-7000-8000-000000000002', '0198c5f2-7e5c-7000-8000-00000000000a'),
            ('0198c5f2-7e5c-7000-8000-000000000003', '0198c5f2-7e5c-7000-8000-00000000000a');
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_across_are_counted_and_none_is_shown()
    {
        await using var database = await CreateAsync();

        var found = await AuditAsync(await SuperuserAsync(database), "--data");

        Assert.Contains("error RF504 table public.order_lines", found.Output, StringComparison.Ordinal);
        Assert.Contains("2 of its rows", found.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("0198c5f2", found.Output, StringComparison.Ordinal);
        Assert.Equal(1, found.ExitCode);
    }

    [Fact]
    public async Task Rows_are_not_read_without_being_told()
    {
        await using var database = await CreateAsync();

        var done = await AuditAsync(await SuperuserAsync(database));

        Assert.DoesNotContain("RF504", done.Output, StringComparison.Ordinal);
        Assert.Equal(0, done.ExitCode);
    }

    [Fact]
    public async Task A_role_for_which_policies_hold_counts_nothing_and_says_so()
    {
        await using var database = await CreateAsync();

        var done = await AuditAsync(database.ApplicationConnectionString, "--data");

        Assert.Contains("may not read both tables past their policies", done.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("of its rows refer", done.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Clean", done.Output, StringComparison.Ordinal);
        Assert.Equal(1, done.ExitCode);
    }

    [Fact]
    public async Task A_key_of_a_type_that_is_not_the_servers_own_is_undecided()
    {
        await using var database = await CreateAsync();

        var done = await AuditAsync(await SuperuserAsync(database), "--data");

        Assert.Contains("order_lines_state_fkey", done.Output, StringComparison.Ordinal);
        Assert.Contains("are of a type that the server does not come with", done.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_of_an_index_does_not_run_as_the_auditor()
    {
        const string Evil = """
            create function evil() returns boolean immutable language sql as 'select true';
            create table hooked (tenant_id uuid not null, id uuid primary key, order_id uuid references orders (id));
            create index on hooked (id) where evil();
            create table shaped (tenant_id uuid not null, id uuid primary key, order_id uuid references orders (id));
            create statistics shape on (case when evil() then id end), tenant_id from shaped;
            -- Making an index runs it as well.
            create or replace function evil() returns boolean immutable language plpgsql as $$
                begin raise exception 'ran' using errcode = 'RF666'; end
            $$
            """;
        await using var database = await CreateAsync();
        await ExecuteAsync(database, Evil);

        var done = await AuditAsync(await SuperuserAsync(database), "--data");

        Assert.Contains("hooked_order_id_fkey were not counted: an index", done.Output, StringComparison.Ordinal);
        Assert.Contains("shaped_order_id_fkey were not counted: an index", done.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("RF666", done.Output, StringComparison.Ordinal);
        Assert.Contains("2 of its rows", done.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_of_a_table_that_inherits_are_none_of_the_keys()
    {
        await using var database = await CreateAsync();
        await ExecuteAsync(
            database,
            """
            create table heirs () inherits (order_lines);
            insert into heirs (tenant_id, order_id)
            values ('0198c5f2-7e5c-7000-8000-000000000002', '0198c5f2-7e5c-7000-8000-00000000000a')
            """
        );

        var done = await AuditAsync(await SuperuserAsync(database), "--data");

        Assert.Contains("2 of its rows", done.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_locked_table_is_undecided_and_the_next_key_is_counted()
    {
        await using var database = await CreateAsync();
        await using var connection = await database.Superuser.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using var create = new NpgsqlCommand(
            """
            create table locked (
                tenant_id uuid not null, id uuid primary key, order_id uuid references orders (id)
            );
            commit; begin; lock table locked
            """,
            connection
        );
        await create.ExecuteNonQueryAsync(Cancellation);

        var done = await AuditAsync(await SuperuserAsync(database), "--data");

        Assert.Contains("one of the tables was locked", done.Output, StringComparison.Ordinal);
        Assert.Contains("2 of its rows", done.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_a_snapshot_has_no_rows()
    {
        var done = await CommandLine.RunAsync("audit", "--snapshot", "snapshot.json", "--data");

        Assert.Equal(2, done.ExitCode);
        Assert.Contains("--data", done.Error, StringComparison.Ordinal);
    }

    private async Task<TestDatabase> CreateAsync() =>
        await server.CreateAsync(new() { Schema = Schema, TenantTables = "orders order_lines" });

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var command = database.Superuser.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private async Task<string> SuperuserAsync(TestDatabase database) =>
        new NpgsqlConnectionStringBuilder((await server.ServerAsync()).SuperuserConnectionString)
        {
            Database = database.Name,
        }.ConnectionString;

    private static Task<CommandLine> AuditAsync(string connection, params string[] arguments) =>
        CommandLine.RunAsync([
            "audit",
            "--connection",
            connection,
            "--manifest",
            Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json"),
            "--rule",
            "RF504",
            .. arguments,
        ]);
}
