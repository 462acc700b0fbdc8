using System.Collections.Concurrent;
using System.Globalization;
using Ringfence;
using Ringfence.Jobs;
using Ringfence.Tenants;

namespace UnitTests.Jobs;

public sealed class ForEachTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_tenant_runs_once_in_its_own_scope()
    {
        await using var services = Tenants.Services();
        var seen = new ConcurrentQueue<(TenantId Given, TenantId? InScope)>();
        var tenants = Tenants.Many(200);

        var result = await services
            .Runner()
            .ForEachAsync(
                [.. tenants, .. tenants],
                degree: 4,
                async (tenant, _, _) =>
                {
                    await Task.Yield();
                    seen.Enqueue((tenant, TenantScope.Current));
                },
                cancellationToken: Cancellation
            );

        Assert.All(seen, pair => Assert.Equal(pair.Given, pair.InScope));
        Assert.Equal(tenants.ToHashSet(), seen.Select(pair => pair.Given).ToHashSet());
        Assert.Equal((200, 200, 200), (seen.Count, result.Total, result.Succeeded));
        result.ThrowIfFailed();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task No_more_tenants_run_at_once_than_was_said(int degree)
    {
        await using var services = Tenants.Services();
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var now = 0;
        var most = 0;

        await services
            .Runner()
            .ForEachAsync(
                Tenants.Many(40),
                degree,
                async (_, _, _) =>
                {
                    InterlockedMax(ref most, Interlocked.Increment(ref now));
                    if (Volatile.Read(ref most) == degree)
                    {
                        full.TrySetResult();
                    }

                    await full.Task; // So that the degree is reached at least once.
                    await Task.Yield();
                    Interlocked.Decrement(ref now);
                },
                cancellationToken: Cancellation
            );

        Assert.Equal(degree, most);
    }

    [Fact]
    public async Task The_failure_of_some_leaves_the_others_done()
    {
        await using var services = Tenants.Services();
        var done = new ConcurrentQueue<TenantId>();

        var result = await services
            .Runner()
            .ForEachAsync(Tenants.Many(10), 3, WorkAsync, cancellationToken: Cancellation);

        Assert.Equal(8, result.Succeeded);
        Assert.Equal(8, done.Count);
        Assert.Equal(["4", "7"], result.Failures.Select(failure => failure.TenantId.Value).Order());
        Assert.Empty(result.NotStarted);
        var thrown = Assert.Throws<TenantRunFailedException>(result.ThrowIfFailed);
        Assert.Equal("RF1010", thrown.Code);
        Assert.Same(result, thrown.Result);
        Assert.Contains("2 of 10 tenants: ", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(2, Assert.IsType<AggregateException>(thrown.InnerException).InnerExceptions.Count);

        Task WorkAsync(TenantId tenant, IServiceProvider services, CancellationToken cancellationToken)
        {
            switch (tenant.Value)
            {
                case "4":
                    throw new TimeoutException(); // Before there is a task.
                case "7":
                    return Task.FromException(new TaskCanceledException()); // Of a token of its own: a failure.
                default:
                    done.Enqueue(tenant);
                    return Task.CompletedTask;
            }
        }
    }

    [Fact]
    public async Task A_failure_stops_those_after_it_where_that_was_asked()
    {
        await using var services = Tenants.Services();

        var result = await services
            .Runner()
            .ForEachAsync(
                Tenants.Many(10),
                degree: 1,
                (tenant, _, _) => tenant.Value == "3" ? throw new TimeoutException() : Task.CompletedTask,
                new() { OnFailure = OnFailure.Stop },
                Cancellation
            );

        Assert.Equal((2, "3", false), (result.Succeeded, result.Failures.Single().TenantId.Value, result.IsCancelled));
        Assert.Equal(Tenants.Many(10)[3..], result.NotStarted);
        var thrown = Assert.Throws<TenantRunFailedException>(result.ThrowIfFailed);
        Assert.IsType<TimeoutException>(thrown.InnerException);
        Assert.Contains("1 of 10 tenants: 3. 7 were not started.", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_interrupts_what_runs_and_starts_no_more_and_is_no_failure()
    {
        await using var services = Tenants.Services();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var result = await services
            .Runner()
            .ForEachAsync(
                Tenants.Many(10),
                degree: 1,
                async (tenant, _, token) =>
                {
                    if (tenant.Value == "3")
                    {
                        await source.CancelAsync();
                        token.ThrowIfCancellationRequested();
                    }
                },
                cancellationToken: source.Token
            );

        Assert.Equal((10, 2, true), (result.Total, result.Succeeded, result.IsCancelled));
        Assert.Empty(result.Failures);
        Assert.Equal("3", result.Interrupted.Single().Value);
        Assert.Equal(Tenants.Many(10)[3..], result.NotStarted);
        Assert.Throws<OperationCanceledException>(result.ThrowIfFailed);
    }

    [Fact]
    public async Task Work_that_ends_although_it_was_cancelled_has_succeeded()
    {
        await using var services = Tenants.Services();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var result = await services
            .Runner()
            .ForEachAsync(
                Tenants.Many(1),
                degree: 1,
                (_, _, _) => source.CancelAsync(),
                cancellationToken: source.Token
            );

        Assert.Equal((1, false), (result.Succeeded, result.IsCancelled));
        result.ThrowIfFailed();
    }

    [Fact]
    public async Task A_tenant_that_is_not_active_is_refused_and_the_others_run()
    {
        var store = new ListedTenants((Tenants.Red, TenantState.Active), (Tenants.Blue, TenantState.Suspended));
        await using var services = Tenants.Services(store);
        var ran = new ConcurrentQueue<TenantId>();

        var result = await services
            .Runner()
            .ForEachAsync(Tenants.Many(3), 2, WorkAsync, new() { OnFailure = OnFailure.Stop }, Cancellation);
        result.ThrowIfFailed();

        Assert.Equal([Tenants.Red], ran);
        Assert.Equal(
            [(Tenants.Blue, TenantState.Suspended), (TenantId.From(3), (TenantState?)null)],
            result.Refused.Select(refusal => (refusal.TenantId, refusal.State)).OrderBy(pair => pair.TenantId.Value)
        );

        Task WorkAsync(TenantId tenant, IServiceProvider services, CancellationToken cancellationToken)
        {
            ran.Enqueue(tenant);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_refusal_that_the_work_itself_throws_is_its_failure()
    {
        await using var services = Tenants.Services();

        var result = await services
            .Runner()
            .ForEachAsync(
                [Tenants.Red],
                degree: 1,
                (tenant, _, _) => throw new TenantNotActiveException(tenant, TenantState.Deleted),
                cancellationToken: Cancellation
            );

        Assert.Empty(result.Refused);
        Assert.Single(result.Failures);
    }

    [Fact]
    public async Task All_active_tenants_are_those_of_the_store()
    {
        var store = new ListedTenants((Tenants.Red, TenantState.Active), (Tenants.Blue, TenantState.Deleted));
        await using var services = Tenants.Services(store);
        var ran = new ConcurrentQueue<TenantId>();

        var result = await services.Runner().ForEachActiveAsync(2, WorkAsync, cancellationToken: Cancellation);

        Assert.Equal([Tenants.Red], ran);
        Assert.Equal((1, 1), (result.Total, result.Succeeded));

        Task WorkAsync(TenantId tenant, IServiceProvider services, CancellationToken cancellationToken)
        {
            ran.Enqueue(TenantScope.GetCurrent());
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Without_a_store_nobody_knows_all_tenants()
    {
        await using var services = Tenants.Services();
        var runner = services.Runner();

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            runner.ForEachActiveAsync(1, NothingAsync, cancellationToken: Cancellation)
        );
    }

    [Fact]
    public async Task Inside_one_tenants_scope_no_run_begins()
    {
        await using var services = Tenants.Services(ListedTenants.Active(Tenants.Blue));
        var runner = services.Runner();
        using (TenantScope.Enter(Tenants.Red))
        {
            var refusal = await Assert.ThrowsAsync<TenantInScopeException>(() =>
                runner.ForEachAsync([Tenants.Blue], 1, NothingAsync, cancellationToken: Cancellation)
            );
            await Assert.ThrowsAsync<TenantInScopeException>(() =>
                runner.ForEachActiveAsync(1, NothingAsync, cancellationToken: Cancellation)
            );

            Assert.Equal(("RF1011", Tenants.Red), (refusal.Code, refusal.TenantId));
        }

        (await runner.ForEachActiveAsync(1, NothingAsync, cancellationToken: Cancellation)).ThrowIfFailed();
    }

    [Fact]
    public async Task A_run_needs_a_degree_and_tenants()
    {
        await using var services = Tenants.Services();
        var runner = services.Runner();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
            runner.ForEachAsync([], 0, NothingAsync, cancellationToken: Cancellation)
        );
        await Assert.ThrowsAsync<ArgumentException>(() =>
            runner.ForEachAsync([Tenants.Red, null!], 1, NothingAsync, cancellationToken: Cancellation)
        );
        Assert.Equal(0, (await runner.ForEachAsync([], 1, NothingAsync, cancellationToken: Cancellation)).Total);
    }

    [Fact]
    public async Task Progress_tells_each_tenant_once_and_counts_up()
    {
        var store = new ListedTenants([.. Tenants.Many(29).Select(id => (id, TenantState.Active))]);
        await using var services = Tenants.Services(store);
        var told = new Told();

        await services
            .Runner()
            .ForEachAsync(
                Tenants.Many(30),
                degree: 4,
                (tenant, _, _) => tenant.Value == "5" ? throw new TimeoutException() : Task.CompletedTask,
                new() { Progress = told },
                Cancellation
            );

        Assert.Equal(Enumerable.Range(1, 30), told.All.Select(progress => progress.Done));
        Assert.Equal(Tenants.Many(30).ToHashSet(), told.All.Select(progress => progress.TenantId).ToHashSet());
        var last = told.All[^1];
        Assert.Equal((30, 28, 1, 1), (last.Total, last.Succeeded, last.Failed, last.Refused));
    }

    [Fact]
    public async Task A_run_over_a_hundred_thousand_keeps_who_failed_and_few_exceptions()
    {
        const int Failing = TenantRunResult.MaxExceptions + 10;
        await using var services = Tenants.Services();

        var result = await services
            .Runner()
            .ForEachAsync(Tenants.Many(100_000), degree: 4, WorkAsync, cancellationToken: Cancellation);

        Assert.Equal((Failing, 100_000 - Failing), (result.Failures.Length, result.Succeeded));
        Assert.Equal(TenantRunResult.MaxExceptions, result.Failures.Count(failure => failure.Exception is not null));
        Assert.Contains(
            $" and {Failing - 10} more.",
            new TenantRunFailedException(result).Message,
            StringComparison.Ordinal
        );

        static Task WorkAsync(TenantId tenant, IServiceProvider services, CancellationToken cancellationToken) =>
            int.Parse(tenant.Value, CultureInfo.InvariantCulture) <= Failing
                ? Task.FromException(new TimeoutException())
                : Task.CompletedTask;
    }

    private static Task NothingAsync(TenantId tenant, IServiceProvider services, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    private static void InterlockedMax(ref int most, int value)
    {
        for (
            var seen = Volatile.Read(ref most);
            seen < value;
            seen = Interlocked.CompareExchange(ref most, value, seen)
        ) { }
    }

    private sealed class Told : IProgress<TenantRunProgress>
    {
        public List<TenantRunProgress> All { get; } = [];

        public void Report(TenantRunProgress value) => All.Add(value); // One call at a time.
    }
}
