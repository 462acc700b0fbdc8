using System.Diagnostics;
using Npgsql;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Telemetry;

namespace PostgresTests.Telemetry;

public sealed class StatementSpanTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_drivers_span_is_inside_ours_which_names_the_tenant()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var connection = await database.Source.RentAsync();
        using var spans = new HeardSpans(TelemetryNames.Source, "Npgsql");

        await connection.SumAsync(Invoices.Red);

        var ours = Assert.Single(spans.Ended, span => span.Source.Name == TelemetryNames.Source);
        var drivers = Assert.Single(spans.Ended, span => span.Source.Name == "Npgsql");
        Assert.Equal(SpanNames.Statement, ours.OperationName);
        Assert.Equal(ours.SpanId, drivers.ParentSpanId);
        Assert.Equal((ActivityKind.Internal, ActivityKind.Client), (ours.Kind, drivers.Kind));
        Assert.Equal(Invoices.Red.Value, ours.GetTagItem(TagNames.Tenant));
        Assert.Equal(database.Name, ours.GetTagItem(TagNames.Database));
        Assert.Equal("signed", ours.GetTagItem(TagNames.Binding));
        Assert.Equal(ActivityStatusCode.Unset, ours.Status);
    }

    [Fact]
    public async Task What_fails_is_marked_and_quotes_nothing()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var connection = await database.Source.RentAsync();
        using var spans = new HeardSpans(TelemetryNames.Source);
        using var scope = TenantScope.Enter(Invoices.Red);

        await Assert.ThrowsAsync<PostgresException>(() =>
            connection.RunAsync("insert into invoice (total, note) values (1, $1), (1, $1)", "a secret of red")
        );

        var span = Assert.Single(spans.Ended);
        Assert.Equal("23505", span.GetTagItem(TagNames.ErrorType));
        Assert.Equal("23505", span.GetTagItem(TagNames.StatusCode));
        Assert.Equal((ActivityStatusCode.Error, null), (span.Status, span.StatusDescription));
        Assert.Empty(span.Events);
        Assert.DoesNotContain(
            span.TagObjects,
            tag => $"{tag.Value}".Contains("insert", StringComparison.Ordinal) || $"{tag.Value}".Contains("secret")
        );
    }

    [Fact]
    public async Task What_the_caller_does_while_it_reads_stays_below_the_callers_own_span()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.CreateSource();
        using var spans = new HeardSpans(TelemetryNames.Source);

        var (whileReading, afterwards) = await Task.Run(() => ReadSynchronously(source), Cancellation);

        Assert.Equal(spans.Root.SpanId, whileReading);
        Assert.Equal("inner", afterwards);
        Assert.Equal(SpanNames.Statement, Assert.Single(spans.Ended).OperationName);
    }

    [Fact]
    public async Task A_reader_that_is_left_to_its_connection_ends_the_span_with_it()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        using var spans = new HeardSpans(TelemetryNames.Source);
        using var scope = TenantScope.Enter(Invoices.Red);

        await using (var connection = await database.Source.RentAsync())
        {
            await connection.Command("select i.total from invoice as i").ExecuteReaderAsync(Cancellation);
            Assert.Empty(spans.Ended);
        }

        Assert.Single(spans.Ended);
    }

    private static (ActivitySpanId WhileReading, string? Afterwards) ReadSynchronously(TenantDataSource source)
    {
        using var scope = TenantScope.Enter(Invoices.Red);
        using var connection = source.OpenConnection();
        using var command = connection.Command(Invoices.Sum);
        var reader = command.ExecuteReader();
        var whileReading = Activity.Current!.SpanId;
        using var inner = new Activity("inner").Start();
        reader.Dispose();
        return (whileReading, Activity.Current?.OperationName);
    }
}
