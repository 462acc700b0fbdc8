using PostgresTests.DataSource;
using PostgresTests.Proxy;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Notifications;
using Ringfence.Testing.Databases;

namespace PostgresTests.Notifications;

/// <summary>What is told red reaches red's listeners and nobody else's.</summary>
public sealed class NotificationTests(PostgresFixture postgres)
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private const string Topic = "orders";

    public static TheoryData<Binding> Bindings => [.. Enum.GetValues<Binding>()];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task A_listener_hears_its_tenant_and_no_other(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        var notifications = new TenantNotifications(database.Source, Secret);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var listener = await notifications.ListenAsync(Topic, Cancellation);

        await NotifyAsync(database, notifications, Invoices.Red, "of red");
        await NotifyAsync(database, notifications, Invoices.Blue, "of blue");

        // In the order of the commits: had red's been heard, it would be the first.
        Assert.Equal("of blue", await FirstAsync(listener, Cancellation));
    }

    [Fact]
    public async Task The_name_of_a_channel_is_in_no_statement_that_others_see()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var notifications = new TenantNotifications(database.Source, Secret);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var listener = await notifications.ListenAsync(Topic, Cancellation);

        var texts = await database
            .As(Invoices.Red)
            .ScalarAsync<string>(
                "select string_agg(a.query, '/') from pg_stat_activity as a where a.pid <> pg_backend_pid()"
            );

        Assert.Contains("listen %I", texts, StringComparison.Ordinal);
        Assert.DoesNotContain(notifications.Channel(Invoices.Blue, Topic), texts, StringComparison.Ordinal);
    }

    [Fact]
    public void Channels_differ_by_tenant_topic_and_secret()
    {
        using var source = TenantDataSource.Create("Host=localhost", new() { Binding = Binding.Setting });
        var one = new TenantNotifications(source, Secret);
        var other = new TenantNotifications(source, Secret + "x");

        string[] channels =
        [
            one.Channel(Invoices.Red, Topic),
            one.Channel(Invoices.Blue, Topic),
            one.Channel(Invoices.Red, "invoices"),
            other.Channel(Invoices.Red, Topic),
            one.Channel(TenantId.Parse("a|b", TenantIdType.Text), "c"),
            one.Channel(TenantId.Parse("a", TenantIdType.Text), "b|c"),
        ];

        Assert.Equal(channels.Length, channels.Distinct(StringComparer.Ordinal).Count());
        Assert.Throws<ArgumentException>(() => new TenantNotifications(source, Secret[1..]));
    }

    [Fact]
    public async Task What_a_transaction_tells_is_sent_with_it()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var notifications = new TenantNotifications(database.Source, Secret);
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var listener = await notifications.ListenAsync(Topic, Cancellation);
        await using var connection = await database.Source.RentAsync();

        foreach (var commit in new[] { false, true })
        {
            await using var transaction = await connection.BeginTransactionAsync(Cancellation);
            await notifications.NotifyAsync(connection, Topic, commit ? "kept" : "undone", Cancellation);
            await (commit ? transaction.CommitAsync(Cancellation) : transaction.RollbackAsync(Cancellation));
        }

        Assert.Equal("kept", await FirstAsync(listener, Cancellation));
    }

    [Fact]
    public async Task Without_a_scope_nobody_listens_and_nothing_is_told()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var notifications = new TenantNotifications(database.Source, Secret);
        await using var connection = await database.Source.RentAsync();

        await Assert.ThrowsAsync<TenantMissingException>(() => notifications.ListenAsync(Topic, Cancellation));
        await Assert.ThrowsAsync<TenantMissingException>(() =>
            notifications.NotifyAsync(connection, Topic, "", Cancellation)
        );
    }

    [Fact]
    public async Task A_listener_tells_nothing_to_another_scope_nor_after_its_own()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var notifications = new TenantNotifications(database.Source, Secret);
        TenantListener listener;
        using (TenantScope.Enter(Invoices.Red))
        {
            listener = await notifications.ListenAsync(Topic, Cancellation);
        }

        await using var _ = listener;
        await NotifyAsync(database, notifications, Invoices.Red, "of red");

        await Assert.ThrowsAsync<TenantMissingException>(() => FirstAsync(listener, Cancellation));
        using var scope = TenantScope.Enter(Invoices.Blue);
        await Assert.ThrowsAsync<TenantChangedException>(() => FirstAsync(listener, Cancellation));
    }

    [Fact]
    public async Task A_listener_that_is_cancelled_can_be_read_on_and_leaves_nothing()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.CreateSource(connect: to =>
        {
            to.MaxPoolSize = 1;
            to.NoResetOnClose = true;
        });
        var notifications = new TenantNotifications(source, Secret);
        using var scope = TenantScope.Enter(Invoices.Red);
        await using (var listener = await notifications.ListenAsync(Topic, Cancellation))
        {
            using var cancel = new CancellationTokenSource();
            var waiting = FirstAsync(listener, cancel.Token);
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
            await NotifyAsync(database, notifications, Invoices.Red, "later");
            Assert.Equal("later", await FirstAsync(listener, Cancellation));
        }

        Assert.Equal(0, await source.ReadAsync<long>(Invoices.Red, "select count(*) from pg_listening_channels()"));
    }

    [Fact]
    public async Task Behind_a_pooler_nobody_listens()
    {
        Assert.True(PgBouncer.IsInstalled, "pgbouncer is not installed: ./test installs it.");
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var bouncer = await PgBouncer.StartAsync(database.ApplicationConnectionString, Cancellation);
        await using var source = database.CreateSource(connect: to => to.Port = bouncer.Port);
        var notifications = new TenantNotifications(source, Secret);
        using var scope = TenantScope.Enter(Invoices.Red);

        await Assert.ThrowsAsync<ListenRefusedException>(() => notifications.ListenAsync(Topic, Cancellation));
    }

    private static async Task NotifyAsync(
        TestDatabase database,
        TenantNotifications notifications,
        TenantId tenant,
        string payload
    )
    {
        using var scope = TenantScope.Enter(tenant);
        await using var connection = await database.Source.RentAsync();
        await notifications.NotifyAsync(connection, Topic, payload, Cancellation);
    }

    private static async Task<string> FirstAsync(TenantListener listener, CancellationToken cancellationToken)
    {
        await foreach (var payload in listener.ReadAllAsync(cancellationToken))
        {
            return payload;
        }

        throw new InvalidOperationException("It ended.");
    }
}
