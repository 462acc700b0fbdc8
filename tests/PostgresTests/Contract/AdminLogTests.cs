using Npgsql;
using Ringfence;

namespace PostgresTests.Contract;

/// <summary>The record of those who cross tenants: its users add to it, by its function, and do nothing else to it.</summary>
public sealed class AdminLogTests(PostgresFixture postgres)
{
    private const string Denied = PostgresErrorCodes.InsufficientPrivilege;
    private const string NotNull = PostgresErrorCodes.NotNullViolation;

    [Theory]
    [InlineData("insert into ringfence.admin_log (who) values ('me')")]
    [InlineData("insert into ringfence.admin_log overriding system value select l.* from ringfence.admin_log as l")]
    [InlineData("update ringfence.admin_log set who = 'nobody'")]
    [InlineData("update ringfence.admin_log set reason = reason")]
    [InlineData("delete from ringfence.admin_log")]
    [InlineData("merge into ringfence.admin_log as l using (select 1) as s on true when matched then delete")]
    [InlineData("truncate ringfence.admin_log")]
    [InlineData("copy ringfence.admin_log (who) from stdin")]
    [InlineData("drop table ringfence.admin_log")]
    [InlineData("alter table ringfence.admin_log disable trigger all")]
    [InlineData("alter table ringfence.admin_log drop constraint admin_log_who")]
    [InlineData("alter table ringfence.admin_log rename to gone")]
    [InlineData(
        "create trigger t before insert on ringfence.admin_log execute function suppress_redundant_updates_trigger()"
    )]
    [InlineData("create rule r as on insert to ringfence.admin_log do instead nothing")]
    [InlineData("create policy p on ringfence.admin_log using (false)")]
    [InlineData("select setval('ringfence.admin_log_id_seq', 1)")]
    [InlineData("do $$ begin lock table ringfence.admin_log in exclusive mode; end $$")]
    [InlineData("select l.id from ringfence.admin_log as l for update")]
    [InlineData("create or replace function ringfence.admin_open() returns int return 1")]
    [InlineData("drop function ringfence.admin_open")]
    [InlineData("alter function ringfence.admin_open security invoker")]
    [InlineData("select k.inner_pad from ringfence.signing_key as k")]
    [InlineData("truncate invoice")]
    [InlineData("drop policy ringfence_tenant on invoice")]
    [InlineData("alter table invoice no force row level security")]
    [InlineData("set role {0}")]
    [InlineData("set session_replication_role = replica")]
    public async Task The_admin_role_which_bypasses_policies_owns_nothing_and_is_refused(string statement)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options();
        await database.InstallAsync(options);
        await database.ExecuteAsync("create table public.invoice (tenant_id uuid)");
        await database.ProtectAsync("public.invoice");
        await using var admin = await database.ConnectAsync(options.AdminRole);
        Assert.Equal(1, await admin.ScalarAsync<long>("select ringfence.admin_open('a wish', 'me')"));

        var refusal = await admin.RefusedAsync(statement.Replace("{0}", options.Owner, StringComparison.Ordinal));

        Assert.Equal(Denied, refusal);
        Assert.Equal("me", await admin.ScalarAsync<string>("select l.who from ringfence.admin_log as l"));
    }

    [Fact]
    public async Task By_hand_a_reason_and_a_name_are_enough()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options();
        await database.InstallAsync(options);
        await using var admin = await database.ConnectAsync(options.AdminRole);

        await admin.ExecuteAsync("select ringfence.admin_open('a wish', 'alice')");

        Assert.Equal(
            $"{options.AdminRole} alice: a wish, read only",
            await admin.ScalarAsync<string>(
                "select format('%s %s: %s, %s', l.session_role, l.who, l.reason, l.mode) from ringfence.admin_log as l"
            )
        );
    }

    [Fact]
    public async Task Who_logged_in_is_the_servers_word_whatever_is_claimed()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options();
        await database.InstallAsync(options);
        var alice = $"alice_{database.Suffix}";
        await database.CreateLoginAsync(alice, $"in role {options.AdminRole}");
        await using var session = await RoleSession.OpenAsync(database.ConnectionString(alice));

        await session.ExecuteAsync($"set role {options.AdminRole}");
        await session.ExecuteAsync("select ringfence.admin_open('a wish', 'bob')");

        Assert.Equal(
            $"{alice} bob",
            await database.TextAsync("select concat_ws(' ', l.session_role, l.who) from ringfence.admin_log as l")
        );
    }

    [Theory]
    [InlineData("null, 'me'", NotNull)]
    [InlineData("'a wish', null", NotNull)]
    [InlineData("'', 'me'", "23514")]
    [InlineData("'a wish', e' \\t '", "23514")]
    [InlineData("e'a\\nwish', 'me'", "23514")]
    [InlineData("'a wish', e'\\x1b[2J'", "23514")]
    [InlineData("repeat('a', 1001), 'me'", "23514")]
    [InlineData("'a wish', repeat('a', 201)", "23514")]
    [InlineData("'a wish', 'me', ''", "23514")]
    [InlineData("'a wish', 'me', repeat('a', 201)", "23514")]
    public async Task What_says_nothing_or_too_much_is_not_taken(string arguments, string state)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options(Binding.Setting);
        await database.InstallAsync(options);
        await using var admin = await database.ConnectAsync(options.AdminRole);

        var refusal = await admin.RefusalAsync($"select ringfence.admin_open({arguments})");

        Assert.Equal(state, refusal.SqlState);
        Assert.Equal("0", await database.TextAsync("select count(*) from ringfence.admin_log as l"));
    }

    [Fact]
    public async Task The_longest_are_taken_and_what_is_only_told_along_is_cut()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options(Binding.Setting);
        await database.InstallAsync(options);
        await using var admin = await database.ConnectAsync(options.AdminRole);

        await admin.ExecuteAsync(
            """
            select ringfence.admin_open(repeat('é', 1000), repeat('é', 200), repeat('é', 200), true,
                repeat('é', 500), repeat('é', 500))
            """
        );

        Assert.Equal(
            "1000 200 200 200 200 read write",
            await admin.ScalarAsync<string>(
                """
                select format('%s %s %s %s %s %s', char_length(l.reason), char_length(l.who), char_length(l.ticket),
                    char_length(l.tenant), char_length(l.host), l.mode)
                from ringfence.admin_log as l
                """
            )
        );
    }

    [Fact]
    public async Task The_functions_names_are_its_own_whatever_the_session_makes()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options();
        await database.InstallAsync(options);
        await database.ExecuteAsync(
            $"grant temporary on database {database.Name} to {BareDatabase.Quoted(options.AdminRole)}"
        );
        await using var admin = await database.ConnectAsync(options.AdminRole);
        await admin.ExecuteAsync(
            """
            create temporary table admin_log (who text);
            create function pg_temp.clock_timestamp() returns timestamptz return 'epoch'::timestamptz;
            create function pg_temp.inet_client_port() returns int return 1;
            set search_path = pg_temp, pg_catalog;
            """
        );

        await admin.ExecuteAsync("select ringfence.admin_open('a wish', 'me')");

        Assert.Equal(
            "true",
            await database.TextAsync(
                "select (l.at > now() - interval '1 hour' and l.client_port > 1)::text from ringfence.admin_log as l"
            )
        );
    }
}
