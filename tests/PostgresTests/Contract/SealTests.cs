namespace PostgresTests.Contract;

/// <summary>
/// Where the owner has no parameter for a stamp, what a bind leaves in the session is worth nothing to anybody who may read
/// and write it.
/// </summary>
public sealed class SealTests(PostgresFixture postgres)
{
    private const string Foreign = "42501 seal_foreign";
    private const string Bind = "call ringfence.bind($1)";
    private const string Read = "select current_setting('ringfence.tenant')";
    private const string Write = "select set_config('ringfence.tenant', $1, false)";

    [Fact]
    public async Task A_bind_ends_with_its_transaction()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, sealOnly: true);
        await using var app = await fence.ConnectAsync();

        await app.ExecuteAsync("begin");
        await app.ExecuteAsync(Bind, fence.Token(Fence.Red));
        await app.ExecuteAsync("commit");

        Assert.Equal("", await app.ScalarAsync<string>(Read));
        Assert.Equal(0, await app.ScalarAsync<long>(Fence.Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("set ringfence.tenant to default")]
    [InlineData("select set_config('ringfence.tenant', null, false)")]
    [InlineData("set ringfence.tenant = ''")]
    public async Task Without_a_bind_nothing_is_read_and_nothing_written(string before)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, sealOnly: true);
        await using var app = await fence.ConnectAsync();
        if (before.Length > 0)
        {
            await app.ExecuteAsync(before);
        }

        Assert.Null(await app.ScalarAsync<string>("select ringfence.get_tenant()"));
        Assert.Equal(0, await app.ScalarAsync<long>(Fence.Count));
        Assert.Equal(
            "42501",
            await app.RefusedAsync("insert into invoice (tenant_id, total) values ($1, 1)", Guid.Parse(Fence.Red))
        );
        Assert.Equal("42501", await app.RefusedAsync("insert into invoice (total) values (1)"));
        Assert.Equal(0, await app.ExecuteAsync("update invoice set total = 0"));
        Assert.Equal(0, await app.ExecuteAsync("delete from invoice"));
    }

    [Theory]
    [InlineData(Fence.Blue)]
    [InlineData("t")]
    [InlineData("s")]
    [InlineData("t00000000000000000000000000000000" + Fence.Blue)]
    [InlineData("s000000000000000000000000000000009999999999|0000000000000000|1|" + Fence.Blue)]
    [InlineData("s00000000000000000000000000000000|")]
    [InlineData("x")]
    [InlineData("😀")]
    public async Task A_text_that_no_bind_wrote_is_refused(string text)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, sealOnly: true);
        await using var app = await fence.ConnectAsync();

        await app.ExecuteAsync(Write, text);

        Assert.Equal(Foreign, await app.RefusedAsync(Fence.Count));
        Assert.Equal(Foreign, await app.RefusedAsync("delete from invoice"));
        Assert.Equal(Foreign, await app.RefusedAsync("insert into invoice (total) values (1)"));
    }

    [Fact]
    public async Task A_seal_names_its_tenant_and_no_other()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, sealOnly: true);
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("begin");
        await app.ExecuteAsync(Bind, fence.Token(Fence.Red));

        await app.ExecuteAsync(
            "select set_config('ringfence.tenant', replace(current_setting('ringfence.tenant'), $1, $2), true)",
            Fence.Red,
            Fence.Blue
        );

        Assert.Equal(Foreign, await app.RefusedAsync(Fence.Count));
    }

    [Theory]
    [InlineData("commit")]
    [InlineData("rollback")]
    [InlineData("commit and chain")]
    public async Task A_seal_is_refused_in_the_next_transaction(string end)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, sealOnly: true);
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("begin");
        await app.ExecuteAsync(Bind, fence.Token(Fence.Red));
        var seal = await app.ScalarAsync<string>(Read);

        await app.ExecuteAsync(end);
        await app.ExecuteAsync(Write, seal!);

        Assert.Equal(Foreign, await app.RefusedAsync(Fence.Count));
    }

    [Fact]
    public async Task A_seal_that_is_made_to_outlive_its_transaction_is_refused()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, sealOnly: true);
        await using var app = await fence.ConnectAsync();

        await app.ExecuteAsync("begin");
        await app.ExecuteAsync(Bind, fence.Token(Fence.Red));
        await app.ExecuteAsync("select set_config('ringfence.tenant', current_setting('ringfence.tenant'), false)");
        Assert.Equal(3, await app.ScalarAsync<long>(Fence.Count));
        await app.ExecuteAsync("commit");

        Assert.Equal(Foreign, await app.RefusedAsync(Fence.Count));
    }

    [Fact]
    public async Task A_seal_is_refused_in_another_session_whether_of_a_transaction_or_of_a_session()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, sealOnly: true);
        await using var app = await fence.ConnectAsync();
        await using var other = await fence.ConnectAsync();
        await app.ExecuteAsync("begin");
        await app.ExecuteAsync(Bind, fence.Token(Fence.Red));
        var ofTransaction = await app.ScalarAsync<string>(Read);
        await app.ExecuteAsync("commit");
        await app.ExecuteAsync("select ringfence.set_tenant($1)", fence.Token(Fence.Red));
        var ofSession = await app.ScalarAsync<string>(Read);
        Assert.Equal(3, await app.ScalarAsync<long>(Fence.Count));

        await other.ExecuteAsync(Write, ofTransaction!);
        Assert.Equal(Foreign, await other.RefusedAsync(Fence.Count));
        await other.ExecuteAsync(Write, ofSession!);
        Assert.Equal(Foreign, await other.RefusedAsync(Fence.Count));
    }

    [Fact]
    public async Task A_seal_of_a_transaction_cannot_be_passed_off_as_one_of_a_session()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, sealOnly: true);
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("begin");
        await app.ExecuteAsync(Bind, fence.Token(Fence.Red));

        await app.ExecuteAsync(
            "select set_config('ringfence.tenant', 's' || substr(current_setting('ringfence.tenant'), 2), true)"
        );

        Assert.Equal(Foreign, await app.RefusedAsync(Fence.Count));
    }

    [Theory]
    [InlineData("discard all")]
    [InlineData("reset all")]
    [InlineData("reset ringfence.tenant")]
    [InlineData("select ringfence.unset_tenant()")]
    public async Task Whatever_clears_a_session_unbinds_it(string statement)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, sealOnly: true);
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("select ringfence.set_tenant($1)", fence.Token(Fence.Red));
        Assert.Equal(3, await app.ScalarAsync<long>(Fence.Count));

        await app.ExecuteAsync(statement);

        Assert.Null(await app.ScalarAsync<string>("select ringfence.get_tenant()"));
        Assert.Equal(0, await app.ScalarAsync<long>(Fence.Count));
    }

    [Fact]
    public async Task Rolling_back_to_a_savepoint_undoes_a_bind_and_keeps_one_from_before()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, sealOnly: true);
        await using var app = await fence.ConnectAsync();

        await app.ExecuteAsync("begin; savepoint a");
        await app.ExecuteAsync(Bind, fence.Token(Fence.Red));
        await app.ExecuteAsync("rollback to a");
        Assert.Equal(0, await app.ScalarAsync<long>(Fence.Count));

        await app.ExecuteAsync(Bind, fence.Token(Fence.Blue));
        await app.ExecuteAsync("savepoint b");
        await app.ExecuteAsync("set local ringfence.tenant = ''");
        Assert.Equal(0, await app.ScalarAsync<long>(Fence.Count));
        await app.ExecuteAsync("rollback to b");
        Assert.Equal(3, await app.ScalarAsync<long>(Fence.Count));
        Assert.Equal(Fence.Blue, await app.ScalarAsync<string>("select ringfence.get_tenant()"));
    }

    [Theory]
    [InlineData("call ringfence.bind($1)", "call ringfence.bind($1)")]
    [InlineData("call ringfence.bind($1)", "select ringfence.set_tenant($1)")]
    [InlineData("select ringfence.set_tenant($1)", "call ringfence.bind($1)")]
    [InlineData("select ringfence.set_tenant($1)", "select ringfence.set_tenant($1)")]
    public async Task A_transaction_keeps_the_tenant_that_it_was_bound_to(string first, string second)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, sealOnly: true);
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
    public async Task A_session_is_bound_to_another_tenant_by_another_token()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, sealOnly: true);
        await using var app = await fence.ConnectAsync();

        await app.ExecuteAsync("select ringfence.set_tenant($1)", fence.Token(Fence.Red));
        await app.ExecuteAsync("select ringfence.set_tenant($1)", fence.Token(Fence.Blue));

        Assert.Equal(Fence.Blue, await app.ScalarAsync<string>("select ringfence.get_tenant()"));
    }

    [Fact]
    public async Task A_token_cannot_be_read_back_from_the_session_that_it_bound()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, sealOnly: true);
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("begin");
        var token = fence.Token(Fence.Red);

        await app.ExecuteAsync(Bind, token);

        Assert.DoesNotContain(token[..64], await app.ScalarAsync<string>(Read), StringComparison.Ordinal);
        Assert.Equal(
            0,
            await app.ScalarAsync<long>(
                "select count(*) from pg_stat_activity where strpos(query, $1) > 0",
                token[..64]
            )
        );
    }
}
