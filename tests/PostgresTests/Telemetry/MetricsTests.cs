using Npgsql;
using PostgresTests.DataSource;
using PostgresTests.Limits;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Telemetry;
using Ringfence.Testing.Databases;

namespace PostgresTests.Telemetry;

public sealed class MetricsTests(PostgresFixture postgres) : IDisposable
{
    private readonly TestMeters _meters = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _meters.Dispose();

    [Theory]
    [InlineData(Binding.Signed, "signed")]
    [InlineData(Binding.Setting, "setting")]
    [InlineData(Binding.Password, "password")]
    public async Task Binds_are_counted_and_statements_timed(Binding binding, string name)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var source = Source(database);
        await source.ReadAsync<long>(Invoices.Red, Invoices.Sum);

        Synchronously(source);

        Assert.Equal(2, _meters.Sum(MetricNames.Binds));
        var durations = _meters.Of(MetricNames.StatementDuration);
        Assert.Equal(2, durations.Count);
        Assert.All(durations, duration => Assert.InRange(duration.Value, 0, 60));
        Assert.All(
            durations,
            duration =>
            {
                Assert.Equal("postgresql", duration.Tags[TagNames.System]);
                Assert.Equal(database.Name, duration.Tags[TagNames.Database]);
                Assert.Equal(name, duration.Tags[TagNames.Binding]);
                Assert.DoesNotContain(TagNames.Tenant, duration.Tags.Keys);
                Assert.DoesNotContain(TagNames.ErrorType, duration.Tags.Keys);
            }
        );
    }

    [Fact]
    public async Task A_statement_is_timed_until_its_reader_is_closed()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var time = new ManualTime();
        await using var source = Source(database, options => options.TimeProvider = time);
        await using var connection = await source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);

        await using (await connection.Command(Invoices.Sum).ExecuteReaderAsync(Cancellation))
        {
            time.Pass(TimeSpan.FromSeconds(7));
            Assert.Empty(_meters.Of(MetricNames.StatementDuration));
        }

        Assert.Equal(7, Assert.Single(_meters.Of(MetricNames.StatementDuration)).Value);
    }

    [Fact]
    public async Task What_fails_is_told_by_its_code_alone()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = Source(database);
        await using var connection = await source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);

        await Assert.ThrowsAsync<PostgresException>(() => connection.RunAsync("select 1 / 0"));

        var duration = Assert.Single(_meters.Of(MetricNames.StatementDuration));
        Assert.Equal("22012", duration.Tags[TagNames.ErrorType]);
        Assert.Equal("22012", duration.Tags[TagNames.StatusCode]);
    }

    [Fact]
    public async Task Every_refusal_is_counted_once_where_it_belongs()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = Source(
            database,
            options =>
            {
                options.SigningKey = $"rfk1.9.{new string('A', 43)}";
                options.Limits = new()
                {
                    Default = new() { MaxConnections = 1, MaxWaiting = 0 },
                };
            }
        );
        await using var connection = await source.RentAsync(Invoices.Red);

        await Assert.ThrowsAsync<TenantMissingException>(() => connection.RunAsync("select 1"));
        await Assert.ThrowsAsync<TenantRefusedException>(() => connection.SumAsync(Invoices.Red));
        await source.RefusedAsync(Invoices.Red);

        Assert.Equal(1, _meters.Sum(MetricNames.MissingTenants));
        var refusal = Assert.Single(_meters.Of(MetricNames.Refusals));
        Assert.Equal("RF2001", refusal.Tags[TagNames.ErrorType]);
        Assert.Equal("token_forged", refusal.Tags[TagNames.Reason]);
        var hit = Assert.Single(_meters.Of(MetricNames.LimitsHit));
        Assert.Equal("connections", hit.Tags[TagNames.Limit]);
        Assert.Equal("RF2001", Assert.Single(_meters.Of(MetricNames.StatementDuration)).Tags[TagNames.ErrorType]);
    }

    [Fact]
    public async Task A_wrong_password_is_counted_as_well()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Password);
        await using var source = Source(database, options => options.Password = "wrong");

        await Assert.ThrowsAsync<TenantRefusedException>(() => source.ReadAsync<long>(Invoices.Red, Invoices.Sum));

        Assert.Equal("RF2001", Assert.Single(_meters.Of(MetricNames.Refusals)).Tags[TagNames.ErrorType]);
    }

    [Fact]
    public async Task A_connection_that_is_not_opened_is_counted_by_its_code()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = Source(database, options => options.TenantIdType = TenantIdType.BigInt);

        await Assert.ThrowsAnyAsync<RingfenceException>(source.RentAsync);

        Assert.Equal("RF3003", Assert.Single(_meters.Of(MetricNames.Refusals)).Tags[TagNames.ErrorType]);
    }

    [Fact]
    public async Task Connections_that_count_and_callers_that_wait_are_observed()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = Source(
            database,
            options =>
                options.Limits = new()
                {
                    Default = new() { MaxConnections = 1, MaxWait = TimeSpan.FromDays(1) },
                }
        );
        var red = await source.RentAsync(Invoices.Red);
        await using var blue = await source.RentAsync(Invoices.Blue);
        var waiting = source.RentAsync(Invoices.Red);

        Assert.Equal(2, _meters.Observe(MetricNames.LimitConnections));
        Assert.Equal(1, _meters.Observe(MetricNames.LimitWaiting));
        await red.DisposeAsync();
        await (await waiting).DisposeAsync();
        Assert.Equal(1, _meters.Observe(MetricNames.LimitConnections));
        Assert.Equal(0, _meters.Observe(MetricNames.LimitWaiting));
    }

    [Fact]
    public async Task As_many_tenants_as_were_asked_for_are_told_apart()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = Source(database, options => options.MetricTenants = 1);
        await source.ReadAsync<long>(Invoices.Red, Invoices.Sum);
        await source.ReadAsync<long>(Invoices.Blue, Invoices.Sum);

        var tenants = _meters.Of(MetricNames.StatementDuration).Select(duration => duration.Tags[TagNames.Tenant]);

        Assert.Equal([Invoices.Red.Value, "other"], tenants);
    }

    [Fact]
    public async Task A_tenant_that_is_limited_is_logged_once_a_minute()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        using var log = new CapturedLog();
        await using var source = TenantDataSource.Create(
            database.ApplicationConnectionString,
            new()
            {
                SigningKey = database.Secret,
                Limits = new()
                {
                    Default = new() { MaxConnections = 1, MaxWaiting = 0 },
                },
            },
            loggerFactory: log
        );
        await using var red = await source.RentAsync(Invoices.Red);
        await using var blue = await source.RentAsync(Invoices.Blue);

        await source.RefusedAsync(Invoices.Red);
        await source.RefusedAsync(Invoices.Red);
        await source.RefusedAsync(Invoices.Blue);

        Assert.Equal(2, log.Count(240));
        Assert.Contains($"Tenant {Invoices.Blue} has reached its limit of 1 connection at once", log.Text);
    }

    private static void Synchronously(TenantDataSource source)
    {
        using var scope = TenantScope.Enter(Invoices.Blue);
        using var command = source.CreateCommand(Invoices.Sum);
        Assert.Equal(Invoices.BlueSum, command.ExecuteScalar());
    }

    private TenantDataSource Source(TestDatabase database, Action<TenantDataSourceOptions>? configure = null) =>
        database.CreateSource(options =>
        {
            options.MeterFactory = _meters;
            configure?.Invoke(options);
        });
}
