using System.Collections.Concurrent;
using Ringfence;
using Ringfence.Npgsql.Tenants;
using Ringfence.Tenants;

namespace UnitTests.Tenants;

/// <summary>Who waits for whose read.</summary>
public sealed class SharedReadsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TenantId Red = TenantId.From(1);
    private static readonly TenantId Blue = TenantId.From(2);

    private readonly BlockingCollection<Asked> _asked = [];
    private readonly SharedReads _reads;

    public SharedReadsTests() => _reads = new(Read);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Callers_of_one_tenant_at_once_ask_the_database_once()
    {
        var callers = Enumerable.Range(0, 20).Select(_ => _reads.GetAsync(Red, 0, Cancellation)).ToArray();

        Take().Answer.SetResult(TenantState.Suspended);

        Assert.All(await Task.WhenAll(callers), state => Assert.Equal(TenantState.Suspended, state));
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task Each_tenant_has_a_read_of_its_own()
    {
        var red = _reads.GetAsync(Red, 0, Cancellation);
        var first = Take();
        var blue = _reads.GetAsync(Blue, 0, Cancellation);
        var second = Take();

        second.Answer.SetResult(TenantState.Active);
        first.Answer.SetResult(null);

        Assert.Equal((Red, Blue), (first.TenantId, second.TenantId));
        Assert.Null(await red);
        Assert.Equal(TenantState.Active, await blue);
    }

    [Fact]
    public async Task Who_asks_after_a_change_was_heard_does_not_join_a_read_from_before_it()
    {
        var before = _reads.GetAsync(Red, 0, Cancellation);
        var first = Take();
        var after = _reads.GetAsync(Red, 1, Cancellation);
        var second = Take();

        first.Answer.SetResult(TenantState.Active);
        second.Answer.SetResult(TenantState.Suspended);

        Assert.Equal(TenantState.Active, await before);
        Assert.Equal(TenantState.Suspended, await after);
    }

    [Fact]
    public async Task A_read_that_is_over_is_joined_by_nobody()
    {
        var first = _reads.GetAsync(Red, 0, Cancellation);
        Take().Answer.SetResult(TenantState.Active);
        await first;

        var second = _reads.GetAsync(Red, 0, Cancellation);
        Take().Answer.SetResult(TenantState.Suspended);

        Assert.Equal(TenantState.Suspended, await second);
    }

    [Fact]
    public async Task A_caller_that_leaves_takes_nobody_along_and_the_last_one_ends_the_read()
    {
        using var impatient = new CancellationTokenSource();
        using var last = new CancellationTokenSource();
        var one = _reads.GetAsync(Red, 0, impatient.Token);
        var two = _reads.GetAsync(Red, 0, last.Token);
        var asked = Take();

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        Assert.False(asked.Token.IsCancellationRequested);

        await last.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => two);
        Assert.True(asked.Token.IsCancellationRequested);

        var next = _reads.GetAsync(Red, 0, Cancellation);
        Take().Answer.SetResult(TenantState.Active);
        Assert.Equal(TenantState.Active, await next);
    }

    [Fact]
    public async Task A_failure_is_told_to_all_who_wait_and_not_kept()
    {
        var one = _reads.GetAsync(Red, 0, Cancellation);
        var two = _reads.GetAsync(Red, 0, Cancellation);
        Take().Answer.SetException(new TimeoutException());

        await Assert.ThrowsAsync<TimeoutException>(() => one);
        await Assert.ThrowsAsync<TimeoutException>(() => two);
        var next = _reads.GetAsync(Red, 0, Cancellation);
        Take().Answer.SetResult(TenantState.Active);
        Assert.Equal(TenantState.Active, await next);
    }

    private Asked Take()
    {
        Assert.True(_asked.TryTake(out var asked, (int)Patience.TotalMilliseconds, Cancellation), "Nobody asked.");
        return asked;
    }

    private Task<TenantState?> Read(TenantId tenantId, long round, CancellationToken token)
    {
        var asked = new Asked(tenantId, token);
        _asked.Add(asked, CancellationToken.None);
        return asked.Answer.Task.WaitAsync(token);
    }

    private sealed record Asked(TenantId TenantId, CancellationToken Token)
    {
        public TaskCompletionSource<TenantState?> Answer { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
