using Ringfence;
using Ringfence.Signing;
using Ringfence.Testing.Databases;

namespace PostgresTests.Contract;

/// <summary>What a bind leaves in a parameter that only the owner may set holds for its transaction, and nobody forges it.</summary>
public sealed class StampTests
{
    private const string Denied = "42501";
    private const string Bind = "call ringfence.bind($1)";
    private const string Read = "select current_setting('backtrace_functions')";
    private const string BlueStamp = "ringfence_0000000000004000800000000000000b";
    private const string Sum = "select sum(total) from invoice where tenant_id = '" + Fence.Red + "'";

    private readonly PostgresFixture _postgres;

    public StampTests(PostgresFixture postgres)
    {
        Assert.SkipWhen(postgres.Server.Major < 15, "Before 15 no parameter can be granted.");
        _postgres = postgres;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<TenantIdType, string, string> Ids =>
        new()
        {
            { TenantIdType.Uuid, Fence.Red, Fence.Blue },
            { TenantIdType.BigInt, "9223372036854775807", "1" },
            { TenantIdType.Integer, "7", "77" },
            { TenantIdType.Text, "red|''\\ 😀, $1", "red" },
            { TenantIdType.Text, "ringfence_", new string('ü', 128) },
        };

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Each_tenant_sees_its_rows_and_none_of_the_other(TenantIdType type, string red, string blue)
    {
        await using var database = await TestDatabase.CreateAsync(
            _postgres.Server,
            new()
            {
                TenantIdType = type,
                Schema = "create table invoice (id serial, total int)",
                TenantTables = "invoice",
            },
            Cancellation
        );
        var key = SigningKey.Parse(database.Secret!);
        await using var app = await RoleSession.OpenAsync(database.ApplicationConnectionString);

        foreach (var (tenant, rows) in new[] { (red, 1), (blue, 2) })
        {
            await app.ExecuteAsync("begin");
            await app.ExecuteAsync(Bind, key.Sign(TenantId.Parse(tenant, type), InFiveMinutes));
            await app.ExecuteAsync("insert into invoice (total) select 1 from generate_series(1, $1)", rows);
            Assert.Equal(rows, await app.ScalarAsync<long>(Fence.Count));
            Assert.Equal(tenant, await app.ScalarAsync<string>("select ringfence.get_tenant()"));
            await app.ExecuteAsync("commit");
        }

        Assert.Equal(0, await app.ScalarAsync<long>(Fence.Count));
    }

    [Theory]
    [InlineData("commit")]
    [InlineData("rollback")]
    [InlineData("commit and chain")]
    public async Task A_stamp_ends_with_its_transaction(string end)
    {
        await using var fence = await Fence.CreateAsync(_postgres.Server);
        await using var app = await fence.ConnectAsync();

        await app.ExecuteAsync("begin");
        await app.ExecuteAsync(Bind, fence.Token(Fence.Red));
        Assert.Equal(3, await app.ScalarAsync<long>(Fence.Count));
        await app.ExecuteAsync(end);

        Assert.Equal("", await app.ScalarAsync<string>(Read));
        Assert.Equal(0, await app.ScalarAsync<long>(Fence.Count));
    }

    [Theory]
    [InlineData("set backtrace_functions = '{stamp}'")]
    [InlineData("set local backtrace_functions = '{stamp}'")]
    [InlineData("select set_config('backtrace_functions', '{stamp}', false)")]
    [InlineData("select set_config('BACKTRACE_FUNCTIONS', '{stamp}', true)")]
    [InlineData("update pg_settings set setting = '{stamp}' where name = 'backtrace_functions'")]
    [InlineData("do $$ begin perform set_config('backtrace_functions', '{stamp}', true); end $$")]
    [InlineData("reset backtrace_functions")]
    [InlineData("set backtrace_functions to default")]
    [InlineData("alter role ringfence_app set backtrace_functions = '{stamp}'")]
    [InlineData("alter role ringfence_app in database {database} set backtrace_functions = '{stamp}'")]
    [InlineData("alter role all set backtrace_functions = '{stamp}'")]
    [InlineData("alter database {database} set backtrace_functions = '{stamp}'")]
    [InlineData("grant set on parameter backtrace_functions to ringfence_app")]
    [InlineData("set role ringfence_owner")]
    public async Task SQL_cannot_write_a_stamp_bound_or_not(string statement)
    {
        await using var fence = await Fence.CreateAsync(_postgres.Server);
        await using var app = await fence.ConnectAsync();
        var attack = statement
            .Replace("{stamp}", BlueStamp, StringComparison.Ordinal)
            .Replace("{database}", fence.Database.Name, StringComparison.Ordinal);

        Assert.Equal(Denied, await app.RefusedAsync(attack));
        Assert.Equal(0, await app.ScalarAsync<long>(Fence.Count));
        await app.ExecuteAsync("begin");
        await app.ExecuteAsync(Bind, fence.Token(Fence.Red));
        await app.ExecuteAsync("savepoint s");
        Assert.Equal(Denied, await app.RefusedAsync(attack));
        await app.ExecuteAsync("rollback to s");

        Assert.Equal(Fence.Red, await app.ScalarAsync<string>("select ringfence.get_tenant()"));
        Assert.Equal(6, await app.ScalarAsync<long>(Sum));
    }

    [Fact]
    public async Task A_function_that_would_set_the_parameter_cannot_be_made_and_one_of_a_superuser_not_be_called()
    {
        const string Spy = """
            create function spy() returns bigint language sql set backtrace_functions = 'ringfence_x'
            as 'select count(*) from public.invoice'
            """;
        await using var fence = await Fence.CreateAsync(_postgres.Server);
        await using var superuser = await fence.ConnectAsSuperuserAsync();
        await superuser.ExecuteAsync(
            "create schema mine; grant all on schema mine to ringfence_app; set search_path = mine; "
                + Spy.Replace("ringfence_x", BlueStamp, StringComparison.Ordinal)
        );
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("set search_path = mine, public");

        Assert.Equal(Denied, await app.RefusedAsync(Spy.Replace("spy()", "own()", StringComparison.Ordinal)));
        Assert.Equal(Denied, await app.RefusedAsync("select spy()"));
    }

    [Fact]
    public async Task A_session_cannot_start_with_a_stamp()
    {
        await using var fence = await Fence.CreateAsync(_postgres.Server);

        var refusal = await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            RoleSession.OpenAsync(
                $"{fence.Database.ApplicationConnectionString};Options=-c backtrace_functions={BlueStamp}"
            )
        );

        Assert.Equal(Denied, refusal.SqlState);
    }

    /// <summary>The setting that seals stand in is not looked at while a stamp stands.</summary>
    [Theory]
    [InlineData(Fence.Blue)]
    [InlineData("t00000000000000000000000000000000" + Fence.Blue)]
    [InlineData("")]
    public async Task What_SQL_writes_into_the_setting_changes_nothing(string text)
    {
        await using var fence = await Fence.CreateAsync(_postgres.Server);
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("begin");
        await app.ExecuteAsync(Bind, fence.Token(Fence.Red));

        await app.ExecuteAsync("select set_config('ringfence.tenant', $1, true)", text);

        Assert.Equal(3, await app.ScalarAsync<long>(Fence.Count));
        Assert.Equal(6, await app.ScalarAsync<long>(Sum));
    }

    [Theory]
    [InlineData(Fence.Blue)]
    [InlineData("t00000000000000000000000000000000" + Fence.Blue)]
    [InlineData(BlueStamp)]
    public async Task Without_a_stamp_it_is_refused(string text)
    {
        await using var fence = await Fence.CreateAsync(_postgres.Server);
        await using var app = await fence.ConnectAsync();

        await app.ExecuteAsync("select set_config('ringfence.tenant', $1, false)", text);

        Assert.Equal("42501 seal_foreign", await app.RefusedAsync(Fence.Count));
    }

    [Theory]
    [InlineData("reset all")]
    [InlineData("select ringfence.unset_tenant()")]
    public async Task What_clears_the_session_unbinds_it_and_the_next_bind_binds(string statement)
    {
        await using var fence = await Fence.CreateAsync(_postgres.Server);
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("begin");
        await app.ExecuteAsync(Bind, fence.Token(Fence.Red));

        await app.ExecuteAsync(statement);

        Assert.Equal(0, await app.ScalarAsync<long>(Fence.Count));
        await app.ExecuteAsync(Bind, fence.Token(Fence.Red));
        Assert.Equal(6, await app.ScalarAsync<long>(Sum));
    }

    [Fact]
    public async Task Rolling_back_to_a_savepoint_undoes_a_bind_and_keeps_one_from_before()
    {
        await using var fence = await Fence.CreateAsync(_postgres.Server);
        await using var app = await fence.ConnectAsync();

        await app.ExecuteAsync("begin; savepoint a");
        await app.ExecuteAsync(Bind, fence.Token(Fence.Red));
        await app.ExecuteAsync("rollback to a");
        Assert.Equal(0, await app.ScalarAsync<long>(Fence.Count));

        await app.ExecuteAsync(Bind, fence.Token(Fence.Blue));
        await app.ExecuteAsync("savepoint b");
        await app.ExecuteAsync(Bind, fence.Token(Fence.Blue));
        await app.ExecuteAsync("rollback to b");
        Assert.Equal(3, await app.ScalarAsync<long>(Fence.Count));
        Assert.Equal(Fence.Blue, await app.ScalarAsync<string>("select ringfence.get_tenant()"));
    }

    [Theory]
    [InlineData(Bind, Bind)]
    [InlineData(Bind, "select ringfence.set_tenant($1)")]
    [InlineData("select ringfence.set_tenant($1)", Bind)]
    [InlineData("select ringfence.set_tenant($1)", "select ringfence.set_tenant($1)")]
    public async Task A_transaction_keeps_the_tenant_that_it_was_bound_to(string first, string second)
    {
        await using var fence = await Fence.CreateAsync(_postgres.Server);
        await using var app = await fence.ConnectAsync();

        await app.ExecuteAsync("begin");
        await app.ExecuteAsync(first, fence.Token(Fence.Red));
        await app.ExecuteAsync(second, fence.Token(Fence.Red));
        Assert.Equal("42501 tenant_changed", await app.RefusedAsync(second, fence.Token(Fence.Blue)));
        await app.ExecuteAsync("rollback");

        await app.ExecuteAsync("begin");
        await app.ExecuteAsync(second, fence.Token(Fence.Blue));
        Assert.Equal(Fence.Blue, await app.ScalarAsync<string>("select ringfence.get_tenant()"));
    }

    [Fact]
    public async Task A_transaction_in_a_bound_session_may_be_bound_to_another_tenant_and_only_that_transaction_is()
    {
        await using var fence = await Fence.CreateAsync(_postgres.Server);
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("select ringfence.set_tenant($1)", fence.Token(Fence.Red));

        await app.ExecuteAsync("begin");
        await app.ExecuteAsync(Bind, fence.Token(Fence.Blue));
        Assert.Equal(Fence.Blue, await app.ScalarAsync<string>("select ringfence.get_tenant()"));
        await app.ExecuteAsync("commit");

        Assert.Equal(Fence.Red, await app.ScalarAsync<string>("select ringfence.get_tenant()"));
    }

    [Fact]
    public async Task A_parallel_worker_has_the_stamp_and_the_rows_are_the_same()
    {
        await using var fence = await Fence.CreateAsync(_postgres.Server);
        await using var superuser = await fence.ConnectAsSuperuserAsync();
        await superuser.ExecuteAsync(
            """
            create function here() returns text language plpgsql stable parallel safe as
            'begin return pg_backend_pid() || current_setting(''backtrace_functions''); end'
            """
        );
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync(
            $"set {(_postgres.Server.Major < 16 ? "force_parallel_mode" : "debug_parallel_query")} = on"
        );
        await app.ExecuteAsync("begin");
        await app.ExecuteAsync(Bind, fence.Token(Fence.Blue));

        var there = await app.ScalarAsync<string>("select here()");

        Assert.EndsWith(BlueStamp, there, StringComparison.Ordinal);
        Assert.NotEqual(await app.ScalarAsync<int>("select pg_backend_pid()") + BlueStamp, there);
        Assert.Equal(3, await app.ScalarAsync<long>(Fence.Count));
        Assert.Null(await app.ScalarAsync<long?>(Sum));
    }

    [Fact]
    public async Task A_backtrace_that_somebody_asked_for_is_no_tenant_and_is_there_again_after_a_bind()
    {
        await using var fence = await Fence.CreateAsync(_postgres.Server);
        await using var superuser = await fence.ConnectAsSuperuserAsync();
        await superuser.ExecuteAsync($"alter database {fence.Database.Name} set backtrace_functions = 'ExecEvalExpr'");
        await using var app = await fence.ConnectAsync();

        Assert.Equal(0, await app.ScalarAsync<long>(Fence.Count));
        await app.ExecuteAsync("begin");
        await app.ExecuteAsync(Bind, fence.Token(Fence.Red));
        Assert.Equal(6, await app.ScalarAsync<long>(Sum));
        await app.ExecuteAsync("commit");

        Assert.Equal("ExecEvalExpr", await app.ScalarAsync<string>(Read));
    }

    [Fact]
    public async Task A_session_is_unbound_though_the_owner_has_lost_the_parameter_and_keeps_what_else_is_in_it()
    {
        await using var database = await BareDatabase.CreateAsync(_postgres.Server);
        var secret = (await database.InstallAsync()).Secret;
        await database.ExecuteAsync("create table public.invoice (id serial, total int)");
        await database.ProtectAsync("public.invoice");
        await using var app = await database.ConnectAsync(database.Options().ApplicationRole);
        await Session.BindAsync(app, Binding.Signed, TenantIdType.Uuid, secret, Fence.Red);
        await app.ExecuteAsync("insert into invoice (total) values (1)");
        await database.ExecuteAsync($"revoke set on parameter backtrace_functions from {database.Options().Owner}");
        await using var superuser = await database.ConnectAsync();
        await superuser.ExecuteAsync("set backtrace_functions = 'ExecEvalExpr'");

        await app.ExecuteAsync("select ringfence.unset_tenant()");
        await superuser.ExecuteAsync("select ringfence.unset_tenant()");

        Assert.Equal(0, await app.ScalarAsync<long>(Fence.Count));
        Assert.Equal("ExecEvalExpr", await superuser.ScalarAsync<string>(Read));
    }

    [Fact]
    public async Task A_token_cannot_be_read_back_from_the_session_that_it_bound()
    {
        await using var fence = await Fence.CreateAsync(_postgres.Server);
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("begin");
        var token = fence.Token(Fence.Red);

        await app.ExecuteAsync(Bind, token);

        Assert.Equal(
            0,
            await app.ScalarAsync<long>("select count(*) from pg_settings where strpos(setting, $1) > 0", token[..64])
        );
    }

    private static DateTimeOffset InFiveMinutes => TimeProvider.System.GetUtcNow().AddMinutes(5);
}
