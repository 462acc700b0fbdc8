using Ringfence;
using Ringfence.Npgsql.Contract;

namespace PostgresTests.Contract;

/// <summary>What a protected table lets through.</summary>
public sealed class ProtectTests(PostgresFixture postgres)
{
    private static readonly Guid Red = Guid.Parse(Fence.Red);
    private static readonly Guid Blue = Guid.Parse(Fence.Blue);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("select count(*) from invoice")]
    [InlineData("select count(*) from only invoice")]
    [InlineData("with i as (select i.id from invoice as i) select count(*) from i")]
    [InlineData("with i as materialized (select i.id from invoice as i) select count(*) from i")]
    [InlineData("with i as (update invoice set total = total returning id) select count(*) from i")]
    [InlineData("select count(*) from (table invoice) as i")]
    [InlineData("select sum(1) from invoice as a join invoice as b using (id) where a.total is not null")]
    [InlineData("select count(*) from invoice where total = total or true")]
    [InlineData("select count(i) from invoice as i for key share of i", "0A000")]
    public async Task A_tenant_reads_its_rows_and_no_others(string query, string? refusal = null)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, Binding.Setting);
        await using var app = await fence.ConnectAsync();

        await app.ExecuteAsync("select ringfence.set_tenant($1)", Fence.Red);

        if (refusal is not null)
        {
            Assert.Equal(refusal, await app.RefusedAsync(query));
            return;
        }

        Assert.Equal(3, await app.ScalarAsync<long>(query));
        await app.ExecuteAsync("select ringfence.unset_tenant()");
        Assert.Contains(await app.ScalarAsync<object>(query), Nothing);
    }

    [Fact]
    public async Task A_row_of_another_tenant_is_neither_changed_nor_deleted()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, Binding.Setting);
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("select ringfence.set_tenant($1)", Fence.Red);

        Assert.Equal(0, await app.ExecuteAsync("update invoice set total = 0 where tenant_id = $1", Blue));
        Assert.Equal(0, await app.ExecuteAsync("delete from invoice where tenant_id = $1", Blue));
        Assert.Equal(3, await app.ExecuteAsync("update invoice set total = 9"));
        Assert.Equal(3, await app.ExecuteAsync("delete from invoice"));

        await using var superuser = await fence.ConnectAsSuperuserAsync();
        Assert.Equal(6, await superuser.ScalarAsync<long>("select sum(total) from invoice"));
    }

    [Theory]
    [InlineData("insert into invoice (tenant_id, total) values ($1, 1)")]
    [InlineData("update invoice set tenant_id = $1")]
    [InlineData("insert into invoice (tenant_id, total) select $1, total from invoice")]
    [InlineData(
        "insert into invoice (id, total) values (1, 1) on conflict (tenant_id, id) do update set tenant_id = $1"
    )]
    [InlineData("with i as (insert into invoice (tenant_id) values ($1) returning id) select count(*) from i")]
    public async Task A_row_is_not_given_to_another_tenant(string statement)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, Binding.Setting);
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("select ringfence.set_tenant($1)", Fence.Red);
        await app.ExecuteAsync("insert into invoice (id, total) values (1, 1) on conflict do nothing");

        Assert.Equal("42501", await app.RefusedAsync(statement, Blue));
        await app.ExecuteAsync(statement, Red);
    }

    [Fact]
    public async Task Returning_and_on_conflict_see_the_tenants_rows_alone()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, Binding.Setting);
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("select ringfence.set_tenant($1)", Fence.Red);

        Assert.Equal(
            Red,
            await app.ScalarAsync<Guid>("insert into invoice (id, total) values (900, 1) returning tenant_id")
        );
        await app.ExecuteAsync(
            "insert into invoice (id, total) values (900, 5) on conflict (tenant_id, id) do update set total = 2"
        );
        Assert.Equal(2, await app.ScalarAsync<int>("select total from invoice where id = 900"));

        await app.ExecuteAsync("select ringfence.set_tenant($1)", Fence.Blue);
        Assert.Equal(
            1,
            await app.ExecuteAsync("insert into invoice (id, total) values (900, 7) on conflict do nothing")
        );
    }

    [Fact]
    public async Task Merge_sees_and_writes_the_tenants_rows_alone()
    {
        Assert.SkipWhen(postgres.Server.Major < 15, "PostgreSQL 15 brought merge.");
        await using var fence = await Fence.CreateAsync(postgres.Server, Binding.Setting);
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("select ringfence.set_tenant($1)", Fence.Red);

        var changed = await app.ExecuteAsync(
            "merge into invoice as i using (values (1)) as v(n) on i.total > 0 when matched then update set total = 50"
        );

        Assert.Equal(3, changed);
        Assert.Equal(
            "42501",
            await app.RefusedAsync(
                $"""
                merge into invoice as i using (values (1)) as v(n) on false
                when not matched then insert (tenant_id, total) values ('{Fence.Blue}', 1)
                """
            )
        );
    }

    /// <summary>A merge that reads no column of its target is not filtered by the policy for reading: it fails instead.</summary>
    [Fact]
    public async Task Merge_into_every_row_is_refused()
    {
        Assert.SkipWhen(postgres.Server.Major < 15, "PostgreSQL 15 brought merge.");
        await using var fence = await Fence.CreateAsync(postgres.Server, Binding.Setting);
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("select ringfence.set_tenant($1)", Fence.Red);

        var refusal = await app.RefusedAsync(
            "merge into invoice as i using (values (1)) as v(n) on true when matched then update set total = 50"
        );

        Assert.Equal("42501", refusal);
    }

    [Fact]
    public async Task What_policies_do_not_stop_is_not_granted()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, Binding.Setting);
        await using var app = await fence.ConnectAsync();

        Assert.False(
            await app.ScalarAsync<bool>("select has_table_privilege('invoice', 'truncate, references, trigger')")
        );
        Assert.False(await app.ScalarAsync<bool>("select has_any_column_privilege('invoice', 'references')"));
    }

    [Theory]
    [InlineData("copy invoice (total) from stdin", "0A000")]
    [InlineData("truncate invoice")]
    [InlineData("alter table invoice disable row level security")]
    [InlineData("alter table invoice no force row level security")]
    [InlineData("drop policy ringfence_tenant on invoice")]
    [InlineData("create policy mine on invoice using (true)")]
    [InlineData("alter table invoice alter column tenant_id drop default")]
    [InlineData("create index on invoice (total)")]
    [InlineData("create rule r as on insert to invoice do nothing")]
    [InlineData(
        "create trigger t before update on invoice for each row execute function suppress_redundant_updates_trigger()"
    )]
    [InlineData("create temp table child () inherits (invoice)")]
    [InlineData("set row_security = off; select count(*) from invoice")]
    [InlineData("drop table invoice")]
    public async Task The_application_role_cannot(string statement, string refusal = "42501")
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, Binding.Setting);
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("select ringfence.set_tenant($1)", Fence.Red);

        Assert.Equal(refusal, await app.RefusedAsync(statement));
    }

    [Fact]
    public async Task Copying_out_is_filtered()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, Binding.Setting);
        await using var app = await fence.ConnectAsync();

        await app.ExecuteAsync("select ringfence.set_tenant($1)", Fence.Red);
        var lines = await app.CopyOutAsync("copy invoice (tenant_id) to stdout");
        await app.ExecuteAsync("select ringfence.unset_tenant()");

        Assert.Equal([Fence.Red, Fence.Red, Fence.Red], lines);
        Assert.Empty(await app.CopyOutAsync("copy invoice to stdout"));
    }

    [Fact]
    public async Task Protecting_again_changes_nothing()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();
        await database.ExecuteAsync("create table t (id int unique)");
        const string Shape = """
            select string_agg(t.line, ' ' order by t.line) from (
                select pg_get_indexdef(x.indexrelid) from pg_index as x where x.indrelid = 't'::regclass
                union all
                select p.polname || p.polcmd::text || pg_get_expr(p.polqual, p.polrelid) || p.polroles::text
                from pg_policy as p
                union all
                select c.relacl::text || c.relforcerowsecurity::text from pg_class as c where c.oid = 't'::regclass
                union all
                select a.attname || a.attnotnull::text || pg_get_expr(d.adbin, d.adrelid)
                from pg_attribute as a join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
            ) as t(line)
            """;

        var first = await database.ProtectAsync("t");
        var before = await database.TextAsync(Shape);
        var second = await database.ProtectAsync("public.t", "T");

        Assert.Equal(before, await database.TextAsync(Shape));
        Assert.NotEmpty(first[0].Statements);
        Assert.Equal(["\"public\".\"t\"", "\"public\".\"t\""], second.Select(t => t.Table));
    }

    [Fact]
    public async Task A_trial_run_tells_the_statements_and_changes_nothing()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();
        await database.ExecuteAsync("create table t (tenant_id uuid)");

        var plan = await TableProtector.ProtectAsync(
            database.Superuser,
            ["t"],
            dryRun: true,
            cancellationToken: Cancellation
        );

        Assert.Null(await database.TextAsync("select p.polname::text from pg_policy as p"));
        await database.ExecuteAsync(string.Join(";", plan[0].Statements));
        Assert.Equal("ringfence_tenant", await database.TextAsync("select p.polname::text from pg_policy as p"));
    }

    [Theory]
    [InlineData("a\"b; drop table x; --", "tenant_id")]
    [InlineData("Sale's Order", "Tenant Id")]
    [InlineData("select", "from")]
    [InlineData("tänäñt", "'); drop table x; --")]
    [InlineData("%I", "$1")]
    public async Task A_table_and_its_column_may_be_called_anything(string table, string column)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync(database.Options(Binding.Setting));
        var quoted = BareDatabase.Quoted(table);
        await database.ExecuteAsync($"create schema {quoted}; create table {quoted}.{quoted} (id serial)");

        await TableProtector.ProtectAsync(
            database.Superuser,
            [$"{quoted}.{quoted}"],
            column,
            cancellationToken: Cancellation
        );

        await using var app = await database.ConnectAsync(database.Options().ApplicationRole);
        await app.ExecuteAsync("select ringfence.set_tenant($1)", Fence.Red);
        await app.ExecuteAsync($"insert into {quoted}.{quoted} default values");
        Assert.Equal(Red, await app.ScalarAsync<Guid>($"select {BareDatabase.Quoted(column)} from {quoted}.{quoted}"));
        await app.ExecuteAsync("select ringfence.set_tenant($1)", Fence.Blue);
        Assert.Equal(0, await app.ScalarAsync<long>($"select count(*) from {quoted}.{quoted}"));
    }

    [Fact]
    public async Task A_partitioned_table_is_open_by_its_parent_alone()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync(database.Options(Binding.Setting));
        await database.ExecuteAsync(
            $"""
            create table event (tenant_id uuid, day int) partition by range (day);
            create table event_1 partition of event for values from (1) to (5) partition by list (day);
            create table event_1_1 partition of event_1 default;
            create table event_2 partition of event for values from (5) to (9);
            grant all on event_1, event_1_1, event_2 to {database.Options().ApplicationRole}, public;
            """
        );

        await database.ProtectAsync("event");

        await using var app = await database.ConnectAsync(database.Options().ApplicationRole);
        await app.ExecuteAsync("select ringfence.set_tenant($1)", Fence.Red);
        await app.ExecuteAsync("insert into event (day) values (1), (6)");
        Assert.Equal(2, await app.ScalarAsync<long>("select count(*) from event"));
        foreach (var child in new[] { "event_1", "event_1_1", "event_2" })
        {
            Assert.Equal("42501", await app.RefusedAsync($"select count(*) from {child}"));
            Assert.Equal("42501", await app.RefusedAsync($"insert into {child} (day) values (1)"));
        }

        await app.ExecuteAsync("select ringfence.set_tenant($1)", Fence.Blue);
        Assert.Equal(0, await app.ScalarAsync<long>("select count(*) from event"));
    }

    [Fact]
    public async Task Numbered_columns_work_for_the_application_role()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync(database.Options(Binding.Setting));
        await database.ExecuteAsync(
            $"""
            create sequence numbers;
            create sequence others;
            alter sequence others owner to {database.Options().Owner};
            create table t (
                a serial, b bigserial, c int generated always as identity, d int generated by default as identity,
                e int default nextval('numbers'), f int default nextval('others')
            )
            """
        );

        await database.ProtectAsync("t");

        await using var app = await database.ConnectAsync(database.Options().ApplicationRole);
        await app.ExecuteAsync("select ringfence.set_tenant($1)", Fence.Red);
        await app.ExecuteAsync("insert into t (f) values (1)");
        Assert.Equal(5, await app.ScalarAsync<int>("select (a + b + c + d + e)::int from t"));
        Assert.Equal("42501", await app.RefusedAsync("select setval('t_a_seq', 1)"));
        Assert.Equal("42501", await app.RefusedAsync("select setval('numbers', 1)"));
        Assert.Equal("42501", await app.RefusedAsync("insert into t default values"));
    }

    [Fact]
    public async Task Keys_without_the_tenant_are_told()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();
        await database.ExecuteAsync(
            """
            create table parent (tenant_id uuid, id int primary key, unique (tenant_id, id));
            create table t (
                tenant_id uuid, id int primary key, number int constraint number_key unique,
                parent int constraint parent_key references parent,
                constraint good_key foreign key (tenant_id, parent) references parent (tenant_id, id)
            );
            create unique index plain_index on t (lower(number::text));
            create unique index good_index on t (tenant_id, number);
            """
        );

        var done = await database.ProtectAsync("t");

        Assert.Collection(
            done[0].KeysWithoutTenant,
            key => Assert.StartsWith("CREATE UNIQUE INDEX plain_index", key, StringComparison.Ordinal),
            key => Assert.StartsWith("number_key: UNIQUE", key, StringComparison.Ordinal),
            key => Assert.StartsWith("parent_key: FOREIGN KEY", key, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_owner_itself_and_its_definer_functions_are_bound_too()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, Binding.Setting);
        await using var superuser = await fence.ConnectAsSuperuserAsync();
        await superuser.ExecuteAsync(
            """
            create function public.total() returns bigint language sql security definer
                set search_path = pg_catalog, pg_temp return (select sum(total) from public.invoice);
            alter function public.total() owner to ringfence_owner;
            """
        );
        await using var app = await fence.ConnectAsync();

        Assert.Null(await app.ScalarAsync<object>("select public.total()"));
        await app.ExecuteAsync("select ringfence.set_tenant($1)", Fence.Red);
        Assert.Equal(6, await app.ScalarAsync<long>("select public.total()"));
    }

    [Fact]
    public async Task The_admin_sees_every_tenant()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync(database.Options(Binding.Setting));
        await database.ExecuteAsync("create table t ()");
        await database.ProtectAsync("t");
        await using var admin = await database.ConnectAsync(database.Options().AdminRole);

        await admin.ExecuteAsync("insert into t (tenant_id) values ($1), ($2)", Red, Blue);

        Assert.Equal(2, await admin.ScalarAsync<long>("select count(*) from t"));
    }

    private static readonly object[] Nothing = [0L, null!];
}
