using System.Diagnostics;
using PostgresTests.Admin;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql.Admin;
using Ringfence.Telemetry;

namespace PostgresTests.Telemetry;

public sealed class AdminTelemetryTests(PostgresFixture postgres) : IDisposable
{
    private readonly TestMeters _meters = new();

    public void Dispose() => _meters.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Opens_across_tenants_are_counted_by_what_they_may_do(bool isAsync)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var admin = database.CreateAdmin(new() { MeterFactory = _meters });

        await using (await admin.OpenAsync(isAsync)) { }
        await using (await admin.OpenAsync(isAsync, AdminAccess.ReadWrite)) { }

        Assert.Equal(["read", "write"], _meters.Of(MetricNames.AdminOpens).Select(open => open.Tags[TagNames.Access]));
        Assert.Empty(_meters.Of(MetricNames.Refusals));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refused_open_is_counted_by_its_code(bool isAsync)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var admin = AdminDataSource.Create(
            database.ApplicationConnectionString,
            new() { MeterFactory = _meters }
        );

        await Assert.ThrowsAsync<AdminRoleRefusedException>(() => admin.OpenAsync(isAsync));

        Assert.Equal("RF3032", Assert.Single(_meters.Of(MetricNames.Refusals)).Tags[TagNames.ErrorType]);
        Assert.Empty(_meters.Of(MetricNames.AdminOpens));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Its_span_ends_with_the_connection_and_leaves_the_callers_alone(bool isAsync)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var admin = database.CreateAdmin(new() { MeterFactory = _meters });
        using var spans = new HeardSpans(TelemetryNames.Source);

        var connection = await admin.OpenAsync(isAsync, AdminAccess.ReadWrite);

        Assert.Same(spans.Root, Activity.Current);
        Assert.Empty(spans.Ended);

        await connection.DisposeAsync();

        Assert.Same(spans.Root, Activity.Current);
        var span = Assert.Single(spans.Ended);
        Assert.Equal((SpanNames.Admin, "write"), (span.OperationName, span.GetTagItem(TagNames.Access)));
        Assert.DoesNotContain(span.TagObjects, tag => tag.Value as string == Admins.Reason.Who);
    }
}
