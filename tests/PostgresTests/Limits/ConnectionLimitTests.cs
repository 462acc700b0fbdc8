using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql.Limits;

namespace PostgresTests.Limits;

/// <summary>A tenant that has all the connections it may have is refused; the others do not notice.</summary>
public sealed class ConnectionLimitTests(PostgresFixture postgres)
{
    private static readonly TenantLimits Two = new() { MaxConnections = 2, MaxWaiting = 0 };

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_tenant_that_holds_all_its_connections_does_not_stop_another(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var source = database.Limited(Two, connect: to => to.MaxPoolSize = 4);
        await using var first = await source.RentAsync(Invoices.Red);
        await using var second = await source.RentAsync(Invoices.Red);

        var refusal = await source.RefusedAsync(Invoices.Red);
        await using var third = await source.RentAsync(Invoices.Blue);
        await using var fourth = await source.RentAsync(Invoices.Blue);

        Assert.Equal(Invoices.Red, refusal.TenantId);
        Assert.Equal(TimeSpan.FromSeconds(1), refusal.RetryAfter);
        Assert.Contains("2 connections at once", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(Invoices.RedSum, await second.SumAsync(Invoices.Red));
        Assert.Equal(Invoices.BlueSum, await third.SumAsync(Invoices.Blue));
        Assert.Equal(Invoices.BlueSum, await fourth.SumAsync(Invoices.Blue));
    }

    [Fact]
    public async Task A_refused_tenant_takes_no_connection_from_the_pool()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.Limited(Two);
        await using var first = await source.RentAsync(Invoices.Red);
        await using var second = await source.RentAsync(Invoices.Red);

        await source.RefusedAsync(Invoices.Red);

        const string Connections = "select count(*) from pg_stat_activity where usename = $1 and datname = $2";
        Assert.Equal(2, await database.Superuser.ReadAsync<long>(Connections, "ringfence_app", database.Name));
    }

    [Fact]
    public async Task Synchronous_opens_are_limited_and_wait_as_well()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.Limited(Two with { MaxWaiting = 1, MaxWait = TimeSpan.FromMinutes(1) });
        await using var first = await source.RentAsync(Invoices.Red);
        await using var second = await source.RentAsync(Invoices.Red);
        using var scope = TenantScope.Enter(Invoices.Red);

        var waiting = Task.Factory.StartNew(source.OpenConnection, TaskCreationOptions.LongRunning);
        while (source.Waiting() == 0)
        {
            await Task.Yield();
        }

        Assert.Throws<TenantLimitedException>(source.OpenConnection);
        await first.DisposeAsync();
        await using var third = await waiting;
        Assert.Equal(Invoices.RedSum, await third.SumAsync(Invoices.Red));
    }

    [Fact]
    public async Task A_caller_waits_for_one_of_its_tenants_connections_to_come_free()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.Limited(Two with { MaxWaiting = 1, MaxWait = TimeSpan.FromMinutes(1) });
        await using var first = await source.RentAsync(Invoices.Red);
        await using var second = await source.RentAsync(Invoices.Red);

        var waiting = source.RentAsync(Invoices.Red);
        Assert.Equal(1, source.Waiting());
        await source.RefusedAsync(Invoices.Red);
        await first.DisposeAsync();

        await using var third = await waiting;
        Assert.Equal(Invoices.RedSum, await third.SumAsync(Invoices.Red));
        Assert.Equal(0, source.Waiting());
    }

    [Fact]
    public async Task A_caller_that_has_waited_for_as_long_as_it_may_is_refused()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var time = new ManualTime();
        await using var source = database.Limited(
            new() { MaxConnections = 1, MaxWait = TimeSpan.FromSeconds(3) },
            options => options.TimeProvider = time
        );
        await using var first = await source.RentAsync(Invoices.Red);

        var waiting = source.RentAsync(Invoices.Red);
        time.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(1, source.Waiting());
        time.Pass(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<TenantLimitedException>(() => waiting);
        Assert.Equal(1, source.Held());
        await first.DisposeAsync();
        Assert.Equal(0, source.Held());
    }

    [Fact]
    public async Task A_caller_that_gives_up_waiting_is_cancelled_and_leaves_nothing_behind()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.Limited(new() { MaxConnections = 1, MaxWait = TimeSpan.FromMinutes(1) });
        await using var first = await source.RentAsync(Invoices.Red);
        using var cancellation = new CancellationTokenSource();

        var waiting = source.RentUntilAsync(Invoices.Red, cancellation.Token);
        await cancellation.CancelAsync();

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(cancellation.Token, cancelled.CancellationToken);
        await first.DisposeAsync();
        await using var next = await source.RentAsync(Invoices.Red);
        Assert.Equal(1, source.Held());
    }

    [Fact]
    public async Task A_connection_opened_without_a_tenant_counts_from_its_first_statement()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.Limited(new() { MaxConnections = 1 });
        await using var first = await source.RentAsync();
        await using var second = await source.RentAsync();
        Assert.Equal(0, source.Held());

        Assert.Equal(Invoices.RedSum, await first.SumAsync(Invoices.Red));
        await Assert.ThrowsAsync<TenantLimitedException>(() => second.SumAsync(Invoices.Red));

        Assert.Equal(1, source.Held());
        Assert.Equal(Invoices.BlueSum, await second.SumAsync(Invoices.Blue));
        Assert.Equal(2, source.Held());
    }

    [Fact]
    public async Task When_the_scope_changes_the_connection_counts_as_the_other_tenants()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.Limited(new() { MaxConnections = 1, MaxWaiting = 0 });
        await using var moved = await source.RentAsync(Invoices.Red);

        Assert.Equal(Invoices.BlueSum, await moved.SumAsync(Invoices.Blue));
        await using var red = await source.RentAsync(Invoices.Red);

        await source.RefusedAsync(Invoices.Blue);
        await Assert.ThrowsAsync<TenantLimitedException>(() => moved.SumAsync(Invoices.Red));
        Assert.Equal(Invoices.BlueSum, await moved.SumAsync(Invoices.Blue));
        Assert.Equal(2, source.Held());
    }

    [Fact]
    public async Task A_tenant_may_have_limits_of_its_own_and_they_may_change()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var ofBlue = new TenantLimits { MaxConnections = 2, MaxWaiting = 0 };
        await using var source = database.Limited(
            new() { MaxConnections = 1, MaxWaiting = 0 },
            options => options.Limits!.ForTenant = tenant => tenant == Invoices.Blue ? ofBlue : null
        );
        await using var red = await source.RentAsync(Invoices.Red);
        await using var first = await source.RentAsync(Invoices.Blue);
        await using var second = await source.RentAsync(Invoices.Blue);

        await source.RefusedAsync(Invoices.Red);
        await source.RefusedAsync(Invoices.Blue);
        ofBlue = ofBlue with { MaxConnections = 3 };

        await using var third = await source.RentAsync(Invoices.Blue);
        Assert.Equal(4, source.Held());
    }

    [Fact]
    public async Task Two_spellings_of_a_tenant_have_one_limit()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.Limited(
            new() { MaxConnections = 1, MaxWaiting = 0 },
            options => options.TenantIdType = TenantIdType.Uuid
        );
        var lower = TenantId.Parse("abcdefab-1111-1111-1111-111111111111", TenantIdType.Uuid);
        var upper = TenantId.Parse("ABCDEFAB-1111-1111-1111-111111111111", TenantIdType.Text);
        await using var first = await source.RentAsync(lower);

        await source.RefusedAsync(upper);
    }
}
