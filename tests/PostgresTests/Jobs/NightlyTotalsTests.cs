using Npgsql;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Jobs;
using Worker;

namespace PostgresTests.Jobs;

public sealed class NightlyTotalsTests(PostgresFixture postgres)
{
    private const string Total = "select coalesce(sum(t.total), 0)::bigint from invoice_totals as t";

    private static readonly TenantId Green = TenantId.Parse("33333333-3333-3333-3333-333333333333", TenantIdType.Uuid);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_tenants_night_sums_up_its_own_invoices()
    {
        await using var sample = await WorkerSample.CreateAsync(postgres.Server);
        await sample.AddInvoiceAsync(WorkerSample.Red, 1);
        await sample.AddInvoiceAsync(WorkerSample.Red, 2);
        await sample.AddInvoiceAsync(WorkerSample.Blue, 40);

        var result = await sample.Get<NightlyTotals>().RunAsync(Cancellation);
        result.ThrowIfFailed();

        Assert.Equal((2, 2), (result.Total, result.Succeeded));
        Assert.Equal(3, await sample.Database.As(WorkerSample.Red).CountAsync(Total));
        Assert.Equal(40, await sample.Database.As(WorkerSample.Blue).CountAsync(Total));
    }

    [Fact]
    public async Task One_tenants_failure_leaves_the_others_done()
    {
        await using var sample = await WorkerSample.CreateAsync(
            postgres.Server,
            WorkerSample.Red,
            WorkerSample.Blue,
            Green
        );
        await sample.AddInvoiceAsync(WorkerSample.Red, 1);
        await sample.AddInvoiceAsync(WorkerSample.Blue, 40);
        await sample.AddInvoiceAsync(Green, 7);
        await sample.Database.Superuser.RunAsync("alter table invoice_totals add check (total <> 40)");

        var result = await sample.Get<NightlyTotals>().RunAsync(Cancellation);

        var failure = Assert.Single(result.Failures);
        Assert.Equal(WorkerSample.Blue, failure.TenantId);
        Assert.IsType<PostgresException>(failure.Exception);
        Assert.Contains(
            $"1 of 3 tenants: {WorkerSample.Blue}.",
            Assert.Throws<TenantRunFailedException>(result.ThrowIfFailed).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(1, await sample.Database.As(WorkerSample.Red).CountAsync(Total));
        Assert.Equal(0, await sample.Database.As(WorkerSample.Blue).CountAsync(Total));
        Assert.Equal(7, await sample.Database.As(Green).CountAsync(Total));
    }

    [Fact]
    public async Task The_timer_marks_each_tenants_own_invoices()
    {
        const string Overdue = "select count(*) from invoices as i where i.is_overdue";
        await using var sample = await WorkerSample.CreateAsync(postgres.Server);
        await sample.AddInvoiceAsync(WorkerSample.Red, 1, dueInDays: -1);
        await sample.AddInvoiceAsync(WorkerSample.Red, 2);
        await sample.AddInvoiceAsync(WorkerSample.Blue, 3);
        await sample.AddInvoiceAsync(WorkerSample.Blue, 4, dueInDays: -1);
        await sample.SuspendAsync(WorkerSample.Blue);

        (await sample.Get<OverdueTimer>().RunAsync(Cancellation)).ThrowIfFailed();

        Assert.Equal(1, await sample.Database.As(WorkerSample.Red).CountAsync(Overdue));
        Assert.Equal(0, await sample.Database.As(WorkerSample.Blue).CountAsync(Overdue));
    }
}
