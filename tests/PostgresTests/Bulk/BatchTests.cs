using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql.Bulk;

namespace PostgresTests.Bulk;

/// <summary>Rows travel in batches, and never more than one of them is in memory.</summary>
public sealed class BatchTests(PostgresFixture postgres)
{
    private static readonly BulkInsert<int> Amounts = new BulkInsert<int>("entry").Column("amount", amount => amount);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, new long[0])]
    [InlineData(1, new long[] { 1 })]
    [InlineData(10, new long[] { 10 })]
    [InlineData(11, new long[] { 10, 11 })]
    [InlineData(25, new long[] { 10, 20, 25 })]
    public async Task Progress_is_told_after_each_batch(int rows, long[] told)
    {
        await using var database = await Ledger.CreateAsync(postgres.Server);
        var reports = new Reports();
        using var scope = TenantScope.Enter(Invoices.Red);

        var inserted = await database.Source.BulkInsertAsync(
            Amounts,
            Enumerable.Range(1, rows),
            new() { BatchSize = 10, Progress = reports },
            Cancellation
        );

        Assert.Equal(rows, inserted);
        Assert.Equal(told, reports.All);
        Assert.Equal(rows, await database.CountAsync(Invoices.Red));
    }

    [Fact]
    public async Task A_million_rows_are_read_no_further_ahead_than_a_batch()
    {
        const int Rows = 1_000_000;
        await using var database = await Ledger.CreateAsync(postgres.Server);
        var sent = 0L;
        var ahead = 0L;
        using var scope = TenantScope.Enter(Invoices.Red);

        var inserted = await database.Source.BulkInsertAsync(
            Amounts,
            Counted(),
            new() { BatchSize = 5_000, Progress = new Reports(value => sent = value) },
            Cancellation
        );

        Assert.Equal(Rows, inserted);
        Assert.Equal(Rows, await database.CountAsync(Invoices.Red));
        Assert.InRange(ahead, 1, 5_000);

        IEnumerable<int> Counted()
        {
            for (var i = 1; i <= Rows; i++)
            {
                ahead = Math.Max(ahead, i - sent);
                yield return i;
            }
        }
    }

    [Fact]
    public async Task Large_values_are_sent_before_the_batch_is_full()
    {
        await using var database = await Ledger.CreateAsync(postgres.Server);
        var large = new string('x', 3 * 1024 * 1024);
        var reports = new Reports();
        using var scope = TenantScope.Enter(Invoices.Red);

        await database.Source.BulkInsertAsync(
            "entry",
            ["amount", "note"],
            Enumerable.Repeat<object?[]>([1, large], 5),
            new() { Progress = reports },
            Cancellation
        );

        Assert.Equal([2, 4, 5], reports.All);
        Assert.Equal(
            5L * large.Length,
            await database.As(Invoices.Red).ScalarAsync<long>("select sum(length(e.note)) from entry as e")
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_000_001)]
    public void A_batch_has_a_size(int size) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BulkInsertOptions { BatchSize = size });

    [Fact]
    public async Task A_table_of_as_many_columns_as_PostgreSQL_has_is_filled()
    {
        await using var database = await Ledger.CreateAsync(postgres.Server);
        string[] columns = [.. Enumerable.Range(0, 1599).Select(i => $"c{i}")];
        using var scope = TenantScope.Enter(Invoices.Red);

        var inserted = await database.Source.BulkInsertAsync(
            "wide",
            columns,
            Enumerable.Range(0, 3).Select(row => columns.Select((_, i) => (object?)(short)(i + row)).ToArray()),
            cancellationToken: Cancellation
        );

        Assert.Equal(3, inserted);
        Assert.Equal(
            (3 * 1598) + 3L,
            await database.As(Invoices.Red).ScalarAsync<long>("select sum(w.c1598) from wide as w")
        );
    }
}
