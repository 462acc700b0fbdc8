using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using PostgresTests.DataSource;
using PostgresTests.EntityFrameworkCore.Refusals;
using PostgresTests.Telemetry;
using Ringfence;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Bulk;
using Ringfence.EntityFrameworkCore.Refusals;
using Ringfence.Npgsql;
using Ringfence.Telemetry;
using Ringfence.Testing.Databases;

namespace PostgresTests.EntityFrameworkCore.Telemetry;

/// <summary>Contexts tell of their commands what the data source tells of its statements.</summary>
public sealed class ContextTelemetryTests(PostgresFixture postgres) : IDisposable
{
    private readonly TestMeters _meters = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _meters.Dispose();

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task Binds_are_counted_and_commands_timed(Binding binding)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, binding);
        await using var source = Source(database, options => options.MetricTenants = 10);
        await using var context = source.Open();
        using var scope = TenantScope.Enter(Shop.Red);

        await context.Customers.Include(row => row.Purchases).AsSplitQuery().ToListAsync(Cancellation);
        context.Add(new Customer { Name = "Edsger" });
        context.SaveChanges();
        context.Customers.ExecuteUpdate(set => set.SetProperty(row => row.Version, 2));

        Assert.Equal(4, _meters.Sum(MetricNames.Binds));
        var durations = _meters.Of(MetricNames.StatementDuration);
        Assert.Equal(4, durations.Count);
        Assert.All(
            durations,
            duration =>
            {
                Assert.Equal(database.Name, duration.Tags[TagNames.Database]);
                Assert.Equal(Shop.Red.Value, duration.Tags[TagNames.Tenant]);
                Assert.DoesNotContain(TagNames.ErrorType, duration.Tags.Keys);
            }
        );
    }

    [Fact]
    public async Task What_another_interceptor_answers_is_not_counted()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = Source(database);
        var meddling = new Meddling(new()) { Answers = true };
        await using var context = source.Open(to => to.AddInterceptors(meddling));
        using var scope = TenantScope.Enter(Shop.Red);
        using var spans = new HeardSpans(TelemetryNames.Source);
        await context.Database.OpenConnectionAsync(Cancellation);

        for (var round = 0; round < 2; round++)
        {
            context.Database.ExecuteSqlRaw("delete from purchase");
            await context.Database.ExecuteSqlRawAsync("delete from purchase", Cancellation);
            Assert.Equal(42, context.Database.SqlQueryRaw<int>("select 1 as \"Value\"").AsEnumerable().Single());
            Assert.Equal(round, _meters.Sum(MetricNames.Binds));
            Assert.Equal(round, _meters.Of(MetricNames.StatementDuration).Count);
            Assert.Equal(round, spans.Ended.Count);
            Assert.Same(spans.Root, Activity.Current);
            meddling.Answers = false;
            await context.Database.ExecuteSqlRawAsync("select 1", Cancellation);
            meddling.Answers = true;
        }
    }

    [Fact]
    public async Task What_fails_is_told_by_its_code_and_refusals_are_counted_once()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = Source(database);
        await using var context = source.Open();
        using (TenantScope.Enter(Shop.Red))
        {
            await Assert.ThrowsAsync<PostgresException>(() =>
                context.Database.ExecuteSqlRawAsync("select 1 / 0", Cancellation)
            );
        }

        await Assert.ThrowsAsync<TenantMissingException>(() => context.Customers.CountAsync(Cancellation));

        var duration = Assert.Single(_meters.Of(MetricNames.StatementDuration));
        Assert.Equal("22012", duration.Tags[TagNames.ErrorType]);
        Assert.Equal("22012", duration.Tags[TagNames.StatusCode]);
        Assert.Equal(1, _meters.Sum(MetricNames.Binds));
        Assert.Equal(1, _meters.Sum(MetricNames.MissingTenants));
        Assert.Empty(_meters.Of(MetricNames.Refusals));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refused_token_is_counted_once(bool saves)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = Source(database, options => options.SigningKey = $"rfk1.9.{new string('A', 43)}");
        await using var context = source.Open();
        using var scope = TenantScope.Enter(Shop.Red);
        context.Add(new Customer { Name = "Edsger" });

        await Assert.ThrowsAsync<TenantRefusedException>(() =>
            saves ? context.SaveChangesAsync(Cancellation) : context.Customers.CountAsync(Cancellation)
        );

        var refusal = Assert.Single(_meters.Of(MetricNames.Refusals));
        Assert.Equal("token_forged", refusal.Tags[TagNames.Reason]);
        Assert.Equal("RF2001", Assert.Single(_meters.Of(MetricNames.StatementDuration)).Tags[TagNames.ErrorType]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refused_row_is_counted_once(bool saves)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = Source(database);
        await using var context = UndeclaredContext.Open(source);
        using var scope = TenantScope.Enter(Shop.Red);
        var blue = Guid.Parse(Shop.Blue.Value);
        context.Add(new DeclaredCustomer { Name = "Mallory", TenantId = blue });

        await Assert.ThrowsAsync<RowRefusedException>(() =>
            saves
                ? context.SaveChangesAsync(Cancellation)
                : context.Customers.ExecuteUpdateAsync(set => set.SetProperty(row => row.TenantId, blue), Cancellation)
        );

        Assert.Equal("RF2002", Assert.Single(_meters.Of(MetricNames.Refusals)).Tags[TagNames.ErrorType]);
        Assert.Equal("42501", Assert.Single(_meters.Of(MetricNames.StatementDuration)).Tags[TagNames.ErrorType]);
    }

    [Fact]
    public async Task What_is_refused_before_there_is_a_command_is_counted_too()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = Source(database);
        await using var context = new DeclaredContext(
            new DbContextOptionsBuilder<DeclaredContext>().OfMany().UseNpgsql().UseRingfence(source).Options
        );
        Assert.Throws<TenantMissingException>(() => context.Add(new DeclaredCustomer { Name = "Mallory" }));
        Assert.Throws<TenantMissingException>(() => context.Customers.Find(1));
        await Assert.ThrowsAsync<TenantMissingException>(() =>
            context.BulkInsertAsync([new DeclaredCustomer { Name = "Mallory" }], cancellationToken: Cancellation)
        );
        using var scope = TenantScope.Enter(Shop.Red);
        context.Add(new DeclaredCustomer { Name = "Mallory", TenantId = Guid.Parse(Shop.Blue.Value) });
        await Assert.ThrowsAsync<ForeignTenantException>(() => context.SaveChangesAsync(Cancellation));

        Assert.Equal(3, _meters.Sum(MetricNames.MissingTenants));
        Assert.Equal("RF7003", Assert.Single(_meters.Of(MetricNames.Refusals)).Tags[TagNames.ErrorType]);
        Assert.Empty(_meters.Of(MetricNames.StatementDuration));
    }

    [Fact]
    public async Task What_is_cancelled_is_told_so()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = Source(database);
        await using var context = source.Open();
        using var scope = TenantScope.Enter(Shop.Red);
        await context.Database.OpenConnectionAsync(Cancellation);
        using var cancelling = new CancellationTokenSource();
        var running = context.Database.ExecuteSqlRawAsync("select pg_sleep(120)", cancelling.Token);
        await UntilAsleepAsync(database);

        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        var duration = Assert.Single(_meters.Of(MetricNames.StatementDuration));
        Assert.Equal(typeof(OperationCanceledException).FullName, duration.Tags[TagNames.ErrorType]);
    }

    [Theory]
    [InlineData(Binding.Signed, true)]
    [InlineData(Binding.Signed, false)]
    [InlineData(Binding.Password, false)]
    public async Task The_drivers_span_is_inside_ours_which_names_the_tenant(Binding binding, bool async)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, binding);
        await using var context = database.Source.Open();
        using var scope = TenantScope.Enter(Shop.Red);
        await context.Database.OpenConnectionAsync(Cancellation);
        await context.Customers.CountAsync(Cancellation);
        using var spans = new HeardSpans(TelemetryNames.Source, "Npgsql");

        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(2, async ? await context.Customers.CountAsync(Cancellation) : context.Customers.Count());
        }

        Activity[] ours = [.. spans.Ended.Where(span => span.Source.Name == TelemetryNames.Source)];
        Activity[] drivers = [.. spans.Ended.Where(span => span.Source.Name == "Npgsql")];
        Assert.Equal([SpanNames.Statement, SpanNames.Statement], ours.Select(span => span.OperationName));
        Assert.Equal(ours.Select(span => span.SpanId), drivers.Select(span => span.ParentSpanId));
        Assert.All(
            ours,
            span =>
            {
                Assert.Equal(spans.Root.SpanId, span.ParentSpanId);
                Assert.Equal(Shop.Red.Value, span.GetTagItem(TagNames.Tenant));
                Assert.Equal(ActivityStatusCode.Unset, span.Status);
            }
        );
    }

    [Fact]
    public async Task With_another_interceptor_the_spans_stand_side_by_side()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var context = database.Source.Open(to => to.AddInterceptors(new Meddling(new())));
        using var scope = TenantScope.Enter(Shop.Red);
        await context.Database.OpenConnectionAsync(Cancellation);
        await context.Customers.CountAsync(Cancellation);
        using var spans = new HeardSpans(TelemetryNames.Source, "Npgsql");

        await context.Customers.ToListAsync(Cancellation);

        Assert.Same(spans.Root, Activity.Current);
        Assert.Equal(
            [SpanNames.Statement],
            from span in spans.Ended
            where span.Source.Name == TelemetryNames.Source
            select span.OperationName
        );
        Assert.All(spans.Ended, span => Assert.Equal(spans.Root.SpanId, span.ParentSpanId));
    }

    private static async Task UntilAsleepAsync(TestDatabase database)
    {
        const string Sleepers = """
            select count(*) from pg_stat_activity as a
            where a.datname = current_database() and a.wait_event = 'PgSleep'
            """;
        while (await database.Superuser.ReadAsync<long>(Sleepers) == 0)
        {
            Cancellation.ThrowIfCancellationRequested();
        }
    }

    private TenantDataSource Source(TestDatabase database, Action<TenantDataSourceOptions>? configure = null) =>
        database.CreateSource(options =>
        {
            options.MeterFactory = _meters;
            configure?.Invoke(options);
        });
}
