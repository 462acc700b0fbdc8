using Ringfence;

namespace UnitTests;

public sealed class TenantScopeTests
{
    private static readonly TenantId Red = TenantId.From(1);
    private static readonly TenantId Blue = TenantId.From(2);

    [Fact]
    public void Outside_every_scope_there_is_no_tenant()
    {
        Assert.Null(TenantScope.Current);
        Assert.Equal("RF1001", Assert.Throws<TenantMissingException>(TenantScope.GetCurrent).Code);
    }

    [Fact]
    public void Scopes_nest()
    {
        using var outer = TenantScope.Enter(Red);
        using (TenantScope.Enter(Blue))
        {
            Assert.Equal(Blue, TenantScope.GetCurrent());
        }

        Assert.Equal(Red, TenantScope.GetCurrent());
        outer.Dispose();
        outer.Dispose();
        Assert.Null(TenantScope.Current);
    }

    [Fact]
    public void A_scope_whose_outer_scope_ended_first_leaves_nobody()
    {
        var outer = TenantScope.Enter(Red);
        var inner = TenantScope.Enter(Blue);

        outer.Dispose();
        Assert.Null(TenantScope.Current);
        inner.Dispose();

        Assert.Null(TenantScope.Current);
    }

    [Fact]
    public async Task A_scope_flows_down_into_what_is_awaited_and_started_but_not_up()
    {
        using var scope = TenantScope.Enter(Red);

        var started = await Task.Run(() => TenantScope.Current, TestContext.Current.CancellationToken);
        await EnterAsync();

        Assert.Equal(Red, started);
        Assert.Equal(Red, TenantScope.Current);

        static async Task EnterAsync()
        {
            await Task.Yield();
            TenantScope.Enter(Blue);
            Assert.Equal(Blue, TenantScope.Current);
        }
    }

    [Fact]
    public async Task Work_that_outlives_its_scope_has_no_tenant()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<(TenantId?, TenantId?)> work;
        using (TenantScope.Enter(Red))
        {
            work = WorkAsync();
        }

        using (TenantScope.Enter(Blue))
        {
            ended.SetResult();
            Assert.Equal((Red, null), await work);
        }

        async Task<(TenantId?, TenantId?)> WorkAsync()
        {
            var before = TenantScope.Current;
            await ended.Task;
            return (before, TenantScope.Current);
        }
    }

    [Fact]
    public async Task Scopes_of_parallel_work_do_not_meet()
    {
        var tenants = Enumerable.Range(1, 50).Select(n => TenantId.From(n));

        var seen = await Task.WhenAll(tenants.Select(SeeAsync));

        Assert.All(seen, pair => Assert.Equal(pair.Entered, pair.Seen));

        static async Task<(TenantId Entered, TenantId? Seen)> SeeAsync(TenantId tenant)
        {
            using var scope = TenantScope.Enter(tenant);
            await Task.Yield();
            return (tenant, TenantScope.Current);
        }
    }

    [Fact]
    public void A_scope_that_was_forgotten_ends_with_the_one_around_it()
    {
        using (TenantScope.Enter(Red))
        {
            _ = TenantScope.Enter(Blue);
        }

        Assert.Null(TenantScope.Current);
    }
}
