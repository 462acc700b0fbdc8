using Microsoft.Extensions.DependencyInjection;
using Ringfence;
using Ringfence.Jobs;
using Ringfence.Tenants;

namespace UnitTests.Jobs;

public sealed class RunTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_runs_in_the_scope_of_its_tenant_and_nobody_is_in_scope_after_it()
    {
        await using var services = Tenants.Services();

        var seen = await services
            .Runner()
            .RunAsync(Tenants.Red, (_, _) => Task.FromResult(TenantScope.Current), Cancellation);

        Assert.Equal(Tenants.Red, seen);
        Assert.Null(TenantScope.Current);
    }

    [Fact]
    public async Task Work_gets_services_of_its_own_which_end_in_the_scope_of_its_tenant()
    {
        await using var services = Tenants.Services(add: all => all.AddScoped<Unit>());
        var runner = services.Runner();

        var red = await runner.RunAsync(
            Tenants.Red,
            (own, _) => Task.FromResult(own.GetRequiredService<Unit>()),
            Cancellation
        );
        var blue = await runner.RunAsync(
            Tenants.Blue,
            (own, _) => Task.FromResult(own.GetRequiredService<Unit>()),
            Cancellation
        );

        Assert.NotSame(red, blue);
        Assert.Equal((Tenants.Red, Tenants.Blue), (red.EndedFor, blue.EndedFor));
    }

    [Fact]
    public async Task What_the_work_started_and_did_not_await_has_no_tenant_after_it()
    {
        await using var services = Tenants.Services();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var left = await services.Runner().RunAsync(Tenants.Red, (_, _) => Task.FromResult(LeftAsync()), Cancellation);
        ended.SetResult();

        Assert.Equal((Tenants.Red, null), await left);

        async Task<(TenantId?, TenantId?)> LeftAsync()
        {
            var before = TenantScope.Current;
            await ended.Task;
            return (before, TenantScope.Current);
        }
    }

    [Fact]
    public async Task What_the_work_throws_is_thrown_as_it_is()
    {
        await using var services = Tenants.Services();
        var runner = services.Runner();

        await Assert.ThrowsAsync<TimeoutException>(() =>
            runner.RunAsync(Tenants.Red, (_, _) => throw new TimeoutException(), Cancellation)
        );
        Assert.Null(TenantScope.Current);
    }

    [Theory]
    [InlineData(3, TenantState.Suspended)]
    [InlineData(4, TenantState.Deleted)]
    [InlineData(5, null)]
    public async Task A_tenant_that_the_store_does_not_know_as_active_gets_no_work(long id, TenantState? state)
    {
        var store = new ListedTenants(
            (Tenants.Red, TenantState.Active),
            (TenantId.From(3), TenantState.Suspended),
            (TenantId.From(4), TenantState.Deleted)
        );
        await using var services = Tenants.Services(store);
        var runner = services.Runner();
        var ran = false;

        var refusal = await Assert.ThrowsAsync<TenantNotActiveException>(() =>
            runner.RunAsync(TenantId.From(id), (_, _) => Task.FromResult(ran = true), Cancellation)
        );

        Assert.Equal((TenantId.From(id), state, false), (refusal.TenantId, refusal.State, ran));
        Assert.True(await runner.RunAsync(Tenants.Red, (_, _) => Task.FromResult(true), Cancellation));
    }

    [Fact]
    public async Task Work_nests_and_the_store_is_asked_with_nobody_in_scope()
    {
        var store = ListedTenants.Active(Tenants.Blue);
        await using var services = Tenants.Services(store);
        using var scope = TenantScope.Enter(Tenants.Red);

        var seen = await services
            .Runner()
            .RunAsync(Tenants.Blue, (_, _) => Task.FromResult(TenantScope.Current), Cancellation);

        Assert.Equal((Tenants.Blue, Tenants.Red), (seen, TenantScope.Current));
        Assert.Null(Assert.Single(store.InScopeWhenAsked));
    }

    [Fact]
    public async Task Work_that_is_started_where_nothing_flows_has_its_tenant_all_the_same()
    {
        await using var services = Tenants.Services();
        using var scope = TenantScope.Enter(Tenants.Red);

        Task<TenantId?> work;
        using (ExecutionContext.SuppressFlow())
        {
            work = services.Runner().RunAsync(Tenants.Blue, SeeAsync, Cancellation);
        }

        Assert.Equal(Tenants.Blue, await work);

        static async Task<TenantId?> SeeAsync(IServiceProvider services, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return TenantScope.Current;
        }
    }

    [Fact]
    public async Task Work_that_was_given_up_before_it_began_does_not_run()
    {
        await using var services = Tenants.Services();
        var runner = services.Runner();
        var ran = false;

        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            runner.RunAsync(Tenants.Red, (_, _) => Task.FromResult(ran = true), new CancellationToken(true))
        );

        Assert.False(ran);
    }

    [Fact]
    public void A_runner_of_the_service_itself_stays()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ITenantRunner>(_ => null!);

        services.AddRingfence();

        Assert.Single(services, service => service.ServiceType == typeof(ITenantRunner));
    }

    private sealed class Unit : IAsyncDisposable
    {
        public TenantId? EndedFor { get; private set; }

        public ValueTask DisposeAsync()
        {
            EndedFor = TenantScope.Current;
            return ValueTask.CompletedTask;
        }
    }
}
