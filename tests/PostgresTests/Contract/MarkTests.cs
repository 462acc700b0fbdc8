using Ringfence;
using Ringfence.Signing;
using Ringfence.Testing.Databases;

namespace PostgresTests.Contract;

/// <summary>What a bind leaves in a parameter that only the owner may set holds for its transaction, and nobody forges it.</summary>
public sealed class MarkTests(PostgresFixture postgres)
{
    private const string Denied = "42501";
    private const string Bind = "call ringfence.bind($1)";
    private const string Read = "select current_setting('backtrace_functions')";
    private const string BlueMark = "ringfence_0000000000004000800000000000000b";
    private const string Sum = "select sum(total) from invoice where tenant_id = '" + Fence.Red + "'";

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
            postgres.Server,
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
    [InlineData("prepare transaction 'x'")]
    public async Task A_mark_ends_with_its_transaction(string end)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var app = await fence.ConnectAsync();

        await app.ExecuteAsync("begin");
        await app.ExecuteAsync(Bind, fence.Token(Fence.Red));
        Assert.Equal(3, await app.ScalarAsync<long>(Fence.Count));
        await app.TryAsync(end);

        Assert.Equal("", await app.ScalarAsync<string>(Read));
        Assert.Equal(0, await app.ScalarAsync<long>(Fence.Count));
    }

    [Theory]
    [InlineData("set backtrace_functions = '{mark}'")]
    [InlineData("set local backtrace_functions = '{mark}'")]
    [InlineData("select set_config('backtrace_functions', '{mark}', false)")]
    [InlineData("select set_config('BACKTRACE_FUNCTIONS', '{mark}', true)")]
    [InlineData("update pg_settings set setting = '{mark}' where name = 'backtrace_functions'")]
    [InlineData("do $$ begin perform set_config('backtrace_functions', '{mark}', true); end $$")]
    [InlineData("reset backtrace_functions")]
    [InlineData("set backtrace_functions to default")]
    [InlineData("alter role ringfence_app set backtrace_functions = '{mark}'")]
    [InlineData("alter role ringfence_app in database {database} set backtrace_functions = '{mark}'")]
    [InlineData("alter role all set backtrace_functions = '{mark}'")]
    [InlineData("alter database {database} set backtrace_functions = '{mark}'")]
    [InlineData("grant set on parameter backtrace_functions to ringfence_app")]
    [InlineData("set role ringfence_owner")]
    public async Task SQL_cannot_write_a_mark_bound_or_not(string statement)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var app = await fence.ConnectAsync();
        var attack = statement
            .Replace("{mark}", BlueMark, StringComparison.Ordinal)
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
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var superuser = await fence.ConnectAsSuperuserAsync();
        await superuser.ExecuteAsync(
            "create schema mine; grant all on schema mine to ringfence_app; set search_path = mine; "
                + Spy.Replace("ringfence_x", BlueMark, StringComparison.Ordinal)
        );
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("set search_path = mine, public");

        Assert.Equal(Denied, await app.RefusedAsync(Spy.Replace("spy()", "own()", StringComparison.Ordinal)));
        Assert.Equal(Denied, await app.RefusedAsync("select spy()"));
    }

    [Fact]
    public async Task A_session_cannot_start_with_a_mark()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);

        var refusal = await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            RoleSession.OpenAsync(
                $"{fence.Database.ApplicationConnectionString};Options=-c backtrace_functions={BlueMark}"
            )
        );

        Assert.Equal(Denied, refusal.SqlState);
    }

    /// <summary>The setting that seals stand in is not looked at while a mark stands.</summary>
    [Theory]
    [InlineData(Fence.Blue)]
    [InlineData("t00000000000000000000000000000000" + Fence.Blue)]
    [InlineData("")]
    public async Task What_SQL_writes_into_the_setting_changes_nothing(string text)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
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
    [InlineData(BlueMark)]
    public async Task Without_a_mark_it_is_refused(string text)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var app = await fence.ConnectAsync();

        await app.ExecuteAsync("select set_config('ringfence.tenant', $1, false)", text);

        Assert.Equal("42501 seal_foreign", await app.RefusedAsync(Fence.Count));
    }

    [Theory]
    [InlineData("reset all")]
    [InlineData("select ringfence.unset_tenant()")]
    public async Task What_clears_the_session_unbinds_it_and_the_next_bind_binds(string statement)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
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
        await using var fence = await Fence.CreateAsync(postgres.Server);
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
        await using var fence = await Fence.CreateAsync(postgres.Server);
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
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("select ringfence.set_tenant($1)", fence.Token(Fence.Red));

        await app.ExecuteAsync("begin");
        await app.ExecuteAsync(Bind, fence.Token(Fence.Blue));
        Assert.Equal(Fence.Blue, await app.ScalarAsync<string>("select ringfence.get_tenant()"));
        await app.ExecuteAsync("commit");

        Assert.Equal(Fence.Red, await app.ScalarAsync<string>("select ringfence.get_tenant()"));
    }

    [Fact]
    public async Task Parallel_workers_see_the_same_rows()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync(
            "set min_parallel_table_scan_size = 0; set parallel_setup_cost = 0; set parallel_tuple_cost = 0"
        );
        await app.ExecuteAsync(
            "set enable_indexscan = off; set enable_bitmapscan = off; set enable_indexonlyscan = off"
        );
        await app.ExecuteAsync("begin");
        await app.ExecuteAsync(Bind, fence.Token(Fence.Red));

        var plan = await app.ColumnAsync<string>($"explain (analyze, costs off) {Fence.Count}");

        Assert.Contains(plan, line => line.Contains("Workers Launched: ", StringComparison.Ordinal));
        Assert.Equal(3, await app.ScalarAsync<long>(Fence.Count));
        Assert.Equal(6, await app.ScalarAsync<long>(Sum));
    }

    [Fact]
    public async Task A_backtrace_that_somebody_asked_for_is_no_tenant_and_is_there_again_after_a_bind()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
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
    public async Task A_token_cannot_be_read_back_from_the_session_that_it_bound()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
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
