using Ringfence;
using Ringfence.Npgsql.Tenants;
using Ringfence.Tenants;

namespace UnitTests.Tenants;

/// <summary>How long an answer is kept, and which is not kept at all.</summary>
public sealed class TenantCacheTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly TenantId Red = TenantId.From(1);
    private static readonly TenantId Blue = TenantId.From(2);

    private readonly StillTime _time = new();
    private readonly TenantStoreOptions _options;
    private readonly TenantCache _cache;

    public TenantCacheTests()
    {
        _options = new()
        {
            TimeProvider = _time,
            MaximumAge = TimeSpan.FromMinutes(5),
            UnheardAge = TimeSpan.FromSeconds(5),
            ListenerCheck = TimeSpan.FromSeconds(10),
            Capacity = 3,
            UnknownCapacity = 2,
        };
        _cache = new(_options);
    }

    [Theory]
    [InlineData(TenantState.Active)]
    [InlineData(TenantState.Suspended)]
    [InlineData(TenantState.Deleted)]
    [InlineData(null)]
    public void An_answer_is_kept_also_that_a_tenant_is_unknown(TenantState? state)
    {
        Hear();
        Keep(Red, state);

        Assert.True(_cache.TryGet(Red, out var kept));
        Assert.Equal(state, kept);
        Assert.False(_cache.TryGet(Blue, out _));
    }

    [Fact]
    public void While_changes_are_heard_an_answer_is_kept_for_the_maximum_age()
    {
        Hear();
        Keep(Red, TenantState.Active);

        _time.Advance(_options.MaximumAge - Tick);
        Hear();
        Assert.True(_cache.TryGet(Red, out _));

        _time.Advance(Tick);
        Hear();
        Assert.False(_cache.TryGet(Red, out _));
    }

    [Fact]
    public void Before_changes_are_heard_an_answer_is_kept_for_the_short_age()
    {
        Keep(Red, TenantState.Active);

        _time.Advance(_options.UnheardAge - Tick);
        Assert.True(_cache.TryGet(Red, out _));

        _time.Advance(Tick);
        Assert.False(_cache.TryGet(Red, out _));
    }

    [Fact]
    public void Once_changes_are_not_heard_any_more_an_older_answer_than_the_short_age_is_none()
    {
        Hear();
        Keep(Red, TenantState.Active);
        _time.Advance(_options.UnheardAge);
        Assert.True(_cache.TryGet(Red, out _));

        _cache.EndHearing();

        Assert.False(_cache.TryGet(Red, out _));
    }

    [Fact]
    public void A_listening_connection_that_gives_no_sign_of_life_counts_as_lost_after_two_checks()
    {
        Hear();
        Keep(Red, TenantState.Active);

        _time.Advance(_options.ListenerCheck * 2);
        Assert.True(_cache.TryGet(Red, out _));

        _time.Advance(Tick);
        Assert.False(_cache.TryGet(Red, out _));
    }

    [Fact]
    public void The_age_is_counted_from_before_the_read()
    {
        var (round, readAt) = (_cache.Round, _time.GetTimestamp());
        _time.Advance(_options.UnheardAge);

        _cache.Keep(Red, Answer(Red, TenantState.Active), round, readAt);

        Assert.False(_cache.TryGet(Red, out _));
    }

    [Fact]
    public void What_was_read_before_a_change_was_heard_is_not_kept_after_it()
    {
        Hear();
        var (round, readAt) = (_cache.Round, _time.GetTimestamp());
        _cache.Forget(Mark(Red));

        _cache.Keep(Red, Answer(Red, TenantState.Active), round, readAt);
        Assert.False(_cache.TryGet(Red, out _));

        Keep(Red, TenantState.Suspended);
        Assert.True(_cache.TryGet(Red, out var kept));
        Assert.Equal(TenantState.Suspended, kept);
    }

    [Fact]
    public void What_was_read_before_changes_were_heard_is_not_kept_after_it()
    {
        Keep(Red, TenantState.Active);
        var (round, readAt) = (_cache.Round, _time.GetTimestamp());

        _cache.BeginHearing(_time.GetTimestamp());
        _cache.Keep(Blue, Answer(Blue, TenantState.Active), round, readAt);

        Assert.False(_cache.TryGet(Red, out _));
        Assert.False(_cache.TryGet(Blue, out _));
        Assert.Equal(0, _cache.Count);
    }

    [Fact]
    public void An_answer_that_is_looked_at_while_listening_begins_again_is_not_one_that_was_heard()
    {
        Keep(Red, TenantState.Active);
        _time.Advance(_options.UnheardAge);
        _time.BeforeNextLook(() => _cache.BeginHearing(_time.GetTimestamp()));

        Assert.False(_cache.TryGet(Red, out _));
    }

    [Fact]
    public void A_change_takes_away_the_answer_of_its_tenant_and_no_other()
    {
        Hear();
        Keep(Red, TenantState.Active);
        Keep(Blue, state: null);

        _cache.Forget(Mark(Red));
        _cache.Forget("of nobody");

        Assert.False(_cache.TryGet(Red, out _));
        Assert.True(_cache.TryGet(Blue, out _));
        _cache.Forget(Mark(Blue));
        Assert.False(_cache.TryGet(Blue, out _));
    }

    [Fact]
    public void A_tenant_that_was_unknown_and_is_registered_has_one_answer()
    {
        Keep(Red, state: null);
        Keep(Red, TenantState.Active);

        Assert.Equal(1, _cache.Count);
        Assert.True(_cache.TryGet(Red, out var kept));
        Assert.Equal(TenantState.Active, kept);
    }

    [Fact]
    public void Made_up_ids_fill_their_own_room_and_displace_no_known_tenant()
    {
        Keep(Red, TenantState.Active);
        Keep(Blue, TenantState.Suspended);

        for (var id = 100; id < 1100; id++)
        {
            Keep(TenantId.From(id), state: null);
        }

        Assert.Equal(4, _cache.Count);
        Assert.True(_cache.TryGet(Red, out _));
        Assert.True(_cache.TryGet(Blue, out _));
    }

    [Fact]
    public void When_there_is_no_room_what_was_not_asked_for_goes_first()
    {
        for (var id = 1; id <= 3; id++)
        {
            Keep(TenantId.From(id), TenantState.Active);
        }

        _cache.TryGet(TenantId.From(1), out _);
        _cache.TryGet(TenantId.From(3), out _);
        Keep(TenantId.From(4), TenantState.Active);

        Assert.Equal([1, 3, 4], Enumerable.Range(1, 4).Where(id => _cache.TryGet(TenantId.From(id), out _)));
    }

    [Fact]
    public void When_all_were_asked_for_the_oldest_goes()
    {
        for (var id = 1; id <= 3; id++)
        {
            Keep(TenantId.From(id), TenantState.Active);
            _cache.TryGet(TenantId.From(id), out _);
        }

        Keep(TenantId.From(4), TenantState.Active);

        Assert.Equal([2, 3, 4], Enumerable.Range(1, 4).Where(id => _cache.TryGet(TenantId.From(id), out _)));
    }

    [Fact]
    public async Task Many_threads_at_once_leave_it_whole()
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(worker =>
                    Task.Run(
                        () =>
                        {
                            var random = new Random(worker);
                            for (var i = 0; i < 5_000; i++)
                            {
                                var tenant = TenantId.From(random.Next(1, 20));
                                Keep(tenant, random.Next(2) == 0 ? null : TenantState.Active);
                                _cache.TryGet(tenant, out _);
                                _cache.Forget(Mark(TenantId.From(random.Next(1, 20))));
                            }
                        },
                        TestContext.Current.CancellationToken
                    )
                )
        );

        Assert.InRange(_cache.Count, 0, 5);
        for (var id = 1; id < 20; id++)
        {
            _cache.Forget(Mark(TenantId.From(id)));
        }

        Assert.Equal(0, _cache.Count);
    }

    private static string Mark(TenantId tenant) => $"mark of {tenant}";

    private static TenantAnswer Answer(TenantId tenant, TenantState? state) => new(state, Mark(tenant));

    private void Hear()
    {
        if (_cache.Count == 0)
        {
            _cache.BeginHearing(_time.GetTimestamp());
        }

        _cache.StillHearing(_time.GetTimestamp());
    }

    private void Keep(TenantId tenant, TenantState? state) =>
        _cache.Keep(tenant, Answer(tenant, state), _cache.Round, _time.GetTimestamp());
}
