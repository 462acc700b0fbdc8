using System.Globalization;
using Ringfence;

namespace PostgresTests.Contract;

/// <summary>
/// A plan or a cursor outlives the transaction that it was made in; the tenant that it was made for does not.
/// </summary>
public sealed class PlansTests(PostgresFixture postgres)
{
    private const string Bind = "call ringfence.bind($1)";

    public static TheoryData<string> Modes => ["auto", "force_generic_plan", "force_custom_plan"];

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_prepared_statement_returns_the_rows_of_the_tenant_that_executes_it(string mode)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync($"set plan_cache_mode = {mode}");
        await app.ExecuteAsync("prepare mine as select min(tenant_id::text) || max(tenant_id::text) from invoice");

        for (var i = 0; i < 8; i++)
        {
            var tenant = i % 2 == 0 ? Fence.Red : Fence.Blue;
            await app.ExecuteAsync("begin");
            await app.ExecuteAsync(Bind, fence.Token(tenant));
            Assert.Equal(tenant + tenant, await app.ScalarAsync<string>("execute mine"));
            await app.ExecuteAsync("commit");
        }

        Assert.Null(await app.ScalarAsync<object>("execute mine"));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_function_with_cached_plans_returns_the_rows_of_the_tenant_that_calls_it(Binding binding)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, binding);
        await using var superuser = await fence.ConnectAsSuperuserAsync();
        await superuser.ExecuteAsync(
            """
            create function public.mine() returns text language plpgsql stable as $$
            begin
                return (select min(i.tenant_id::text) || max(i.tenant_id::text) from public.invoice as i);
            end
            $$
            """
        );
        await using var app = await fence.ConnectAsync();

        for (var i = 0; i < 8; i++)
        {
            var tenant = i % 2 == 0 ? Fence.Red : Fence.Blue;
            await Session.BindAsync(app, binding, TenantIdType.Uuid, fence.Database.Secret, tenant);
            Assert.Equal(tenant + tenant, await app.ScalarAsync<string>("select public.mine()"));
        }

        await app.ExecuteAsync("select ringfence.unset_tenant()");
        Assert.Null(await app.ScalarAsync<string>("select public.mine()"));
    }

    [Fact]
    public async Task A_cursor_asks_for_the_tenant_when_it_is_first_read_and_ends_with_its_transaction()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var app = await fence.ConnectAsync();

        await app.ExecuteAsync("begin");
        await app.ExecuteAsync(Bind, fence.Token(Fence.Red));
        await app.ExecuteAsync("declare c cursor for select tenant_id::text from invoice");
        await app.ExecuteAsync("declare late cursor for select tenant_id::text from invoice");
        Assert.Equal(Fence.Red, await app.ScalarAsync<string>("fetch 1 from c"));
        await app.ExecuteAsync("select ringfence.unset_tenant()");

        Assert.Equal([Fence.Red, Fence.Red], await app.ColumnAsync<string>("fetch all from c"));
        Assert.Empty(await app.ColumnAsync<string>("fetch all from late"));
        await app.ExecuteAsync("commit");
        Assert.Equal("34000", await app.RefusedAsync("fetch all from c"));
    }

    [Fact]
    public async Task A_cursor_with_hold_is_filled_when_its_transaction_ends()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var app = await fence.ConnectAsync();

        await app.ExecuteAsync("begin");
        await app.ExecuteAsync(Bind, fence.Token(Fence.Red));
        await app.ExecuteAsync("declare c cursor with hold for select tenant_id::text from invoice");
        await app.ExecuteAsync("commit");

        Assert.Equal([Fence.Red, Fence.Red, Fence.Red], await app.ColumnAsync<string>("fetch all from c"));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_parallel_plan_asks_once_for_the_tenant_and_returns_its_rows(Binding binding)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, binding);
        await using var superuser = await fence.ConnectAsSuperuserAsync();
        await superuser.ExecuteAsync(
            $"""
            insert into invoice (tenant_id, total)
            select case when n % 4 = 0 then '{Fence.Red}'::uuid else '{Fence.Blue}'::uuid end, 1
            from generate_series(1, 40000) as n;
            analyze invoice;
            """
        );
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync(
            """
            set parallel_setup_cost = 0; set parallel_tuple_cost = 0; set min_parallel_table_scan_size = 0;
            set max_parallel_workers_per_gather = 2; set enable_indexscan = off; set enable_bitmapscan = off;
            """
        );

        await Session.BindAsync(app, binding, TenantIdType.Uuid, fence.Database.Secret, Fence.Red);

        var plan = string.Join(
            '\n',
            await app.ColumnAsync<string>($"explain (analyze, costs off, timing off) {Fence.Count}")
        );
        Assert.Contains("Gather", plan, StringComparison.Ordinal);
        Assert.Contains("Workers Launched: 2", plan, StringComparison.Ordinal);
        Assert.Contains("InitPlan", plan, StringComparison.Ordinal);
        Assert.Equal(10_003, await app.ScalarAsync<long>(Fence.Count));
        if (binding != Binding.Signed)
        {
            // Once a row; a seal is too dear for that.
            Assert.Equal(10_003, await app.ScalarAsync<long>($"{Fence.Count} where tenant_id = ringfence.tenant()"));
        }

        await Session.BindAsync(app, binding, TenantIdType.Uuid, fence.Database.Secret, Fence.Blue);
        Assert.Equal(30_003, await app.ScalarAsync<long>(Fence.Count));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_plan_that_is_forced_to_be_parallel_is_right_for_every_public_function(Binding binding)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, binding);
        await using var app = await fence.ConnectAsync();
        var setting = postgres.Server.Major >= 16 ? "debug_parallel_query" : "force_parallel_mode";
        await app.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"set {setting} = on"));

        await Session.BindAsync(app, binding, TenantIdType.Uuid, fence.Database.Secret, Fence.Red);

        Assert.Equal(3, await app.ScalarAsync<long>(Fence.Count));
        Assert.Equal(3, await app.ScalarAsync<long>($"{Fence.Count} where tenant_id = ringfence.tenant()"));
        Assert.Equal(Fence.Red, await app.ScalarAsync<string>("select ringfence.get_tenant()"));
        await app.ExecuteAsync("insert into invoice (total) values (1)");
        Assert.Equal(4, await app.ScalarAsync<long>(Fence.Count));
    }
}
