using System.Net;
using Npgsql;
using NpgsqlTypes;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql.Bulk;

namespace PostgresTests.Bulk;

/// <summary>What the driver writes for a column, a bulk insert writes for many.</summary>
public sealed class TypeTests(PostgresFixture postgres)
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Types_that_are_known_are_written_by_the_driver()
    {
        await using var things = await Things.CreateAsync(postgres.Server);
        await things.RoundTripAsync("n", 7, "7");
        await things.RoundTripAsync("n", (short)7, "7");
        await things.RoundTripAsync("n", (byte)7, "7");
        await things.RoundTripAsync<byte?>("n", null, null);
        await things.RoundTripAsync<int?>("n", null, null);
        await things.RoundTripAsync<long?>("n", 8, "8");
        await things.RoundTripAsync("cost", 12.345m, "12.35");
        await things.RoundTripAsync("cost", 12, "12.00");
        await things.RoundTripAsync("ratio", 0.5f, "0.5");
        await things.RoundTripAsync("price", 3, "3");
        await things.RoundTripAsync("good", true, "true");
        await things.RoundTripAsync("letter", 'x', "x");
        await things.RoundTripAsync<char?>("letter", null, null);
        await things.RoundTripAsync("code", "abc", "abc");
        await things.RoundTripAsync<string?>("code", null, null);
        await things.RoundTripAsync("data", new byte[] { 1, 255 }, "\\x01ff");
        await things.RoundTripAsync<byte[]?>("data", null, null);
        await things.RoundTripAsync("at", Noon, "2026-03-01 12:00:00+00");
        await things.RoundTripAsync("at", new DateTimeOffset(Noon), "2026-03-01 12:00:00+00");
        await things.RoundTripAsync(
            "local",
            DateTime.SpecifyKind(Noon, DateTimeKind.Unspecified),
            "2026-03-01 12:00:00"
        );
        await things.RoundTripAsync("day", new DateOnly(2026, 3, 1), "2026-03-01");
        await things.RoundTripAsync("address", IPAddress.Loopback, "127.0.0.1/32");
        await things.RoundTripAsync("span", new NpgsqlRange<int>(1, true, 5, false), "[1,5)");
        await things.RoundTripAsync("Odd \"name\";", "it's; \"odd\"", "it's; \"odd\"");
    }

    [Fact]
    public async Task Types_that_were_mapped_are_written_by_the_driver()
    {
        await using var things = await Things.CreateAsync(postgres.Server);
        await things.RoundTripAsync("mood", Mood.Angry, "angry");
        await things.RoundTripAsync<Mood?>("mood", null, null);
        await things.RoundTripAsync("extent", new Extent { Width = 2, Height = 3 }, "(2,3)");
        await things.RoundTripAsync<Extent?>("extent", null, null);
        await things.RoundTripAsync("doc", new Extent { Width = 2, Height = 3 }, """{"Width": 2, "Height": 3}""");
    }

    [Theory]
    [InlineData("n", "7", "7")]
    [InlineData("mood", "calm", "calm")]
    [InlineData("extent", "(1,2)", "(1,2)")]
    [InlineData("doc", """{"a": "it''s"}""", """{"a": "it''s"}""")]
    [InlineData("at", "2026-03-01 12:00:00Z", "2026-03-01 12:00:00+00")]
    [InlineData("span", "[1,5)", "[1,5)")]
    [InlineData("spans", "{[1,5)}", "{[1,5)}")]
    [InlineData("tags", "{a,b}", "{a,b}")]
    [InlineData("data", "\\x01ff", "\\x01ff")]
    [InlineData("address", "127.0.0.1/8", "127.0.0.1/8")]
    public async Task A_text_serves_every_type(string column, string value, string read)
    {
        await using var things = await Things.CreateAsync(postgres.Server);
        await things.RoundTripAsync(column, value, read);
    }

    [Fact]
    public async Task A_column_of_arrays_is_filled_with_arrays()
    {
        await using var things = await Things.CreateAsync(postgres.Server);
        await things.RoundTripAsync("tags", (string[])["a", "b"], "{a,b}");
        await things.RoundTripAsync("tags", Array.Empty<string>(), "{}");
        await things.RoundTripAsync<string[]?>("tags", null, null);
        await things.RoundTripAsync("tags", new List<string> { "c" }, "{c}");
        await things.RoundTripAsync(
            "grid",
            new[,]
            {
                { 1, 2 },
                { 3, 4 },
            },
            "{{1,2},{3,4}}"
        );
        await things.RoundTripAsync("spans", (NpgsqlRange<int>[])[new(1, true, 5, false)], "{[1,5)}");
        await things.RoundTripAsync("moods", (Mood[])[Mood.Calm, Mood.Angry], "{calm,angry}");
    }

    [Fact]
    public async Task Arrays_beside_other_columns_travel_in_several_statements()
    {
        await using var database = await Ledger.CreateAsync(postgres.Server);
        using var scope = TenantScope.Enter(Invoices.Red);
        var reports = new Reports();

        var inserted = await database.Source.BulkInsertAsync(
            "thing",
            ["n", "tags", "mood"],
            Enumerable
                .Range(0, 2_500)
                .Select(i => new object?[] { i, i % 2 == 0 ? null : new[] { $"{i}", null }, "calm" }),
            new() { BatchSize = 1_000_000, Progress = reports },
            Cancellation
        );

        Assert.Equal(2_500, inserted);
        Assert.Equal([1_000, 2_000, 2_500], reports.All);
        Assert.Equal(
            1_250,
            await database
                .As(Invoices.Red)
                .CountAsync("select count(*) from thing as t where t.tags = array[t.n::text, null]")
        );
    }

    [Fact]
    public async Task Objects_of_one_type_a_column_are_written_with_their_nulls()
    {
        await using var database = await Ledger.CreateAsync(postgres.Server);
        using var scope = TenantScope.Enter(Invoices.Red);

        await database.Source.BulkInsertAsync(
            "thing",
            ["n", "mood", "at", "data", "cost", "good"],
            [
                [null, null, null, null, null, null],
                [(byte)1, "calm", Noon, new byte[] { 1 }, 1.5m, true],
                [(short)2, DBNull.Value, null, null, null, false],
            ],
            cancellationToken: Cancellation
        );

        Assert.Equal(
            "(,,,,,)/(1,calm,\"2026-03-01 12:00:00+00\",\"\\\\x01\",1.50,t)/(2,,,,,f)",
            await database
                .As(Invoices.Red)
                .ScalarAsync<string>(
                    """
                    select string_agg((row(t.n, t.mood, t.at, t.data, t.cost, t.good))::text, '/' order by t.n nulls first)
                    from thing as t, (select set_config('timezone', 'UTC', true)) as utc
                    """
                )
        );
    }

    [Theory]
    [InlineData("mood", "glad", PostgresErrorCodes.InvalidTextRepresentation)]
    [InlineData("price", "-1", PostgresErrorCodes.CheckViolation)]
    [InlineData("code", "too long", PostgresErrorCodes.StringDataRightTruncation)]
    [InlineData("cost", "123456789", PostgresErrorCodes.NumericValueOutOfRange)]
    public async Task What_the_column_cannot_hold_is_refused(string column, string value, string sqlState)
    {
        await using var database = await Ledger.CreateAsync(postgres.Server);
        using var scope = TenantScope.Enter(Invoices.Red);

        var refusal = await Assert.ThrowsAsync<BulkInsertException>(() =>
            database.Source.BulkInsertAsync(
                "thing",
                [column],
                [
                    [value],
                ],
                cancellationToken: Cancellation
            )
        );

        Assert.Equal(sqlState, refusal.SqlState);
    }

    [Fact]
    public async Task A_time_of_the_wrong_kind_is_refused_and_not_shifted()
    {
        await using var database = await Ledger.CreateAsync(postgres.Server);
        using var scope = TenantScope.Enter(Invoices.Red);

        await Assert.ThrowsAnyAsync<ArgumentException>(() =>
            database.Source.BulkInsertAsync(
                "thing",
                ["local"],
                [
                    [Noon],
                ],
                cancellationToken: Cancellation
            )
        );
    }

    [Theory]
    [InlineData("nowhere", "amount", "no such table")]
    [InlineData("entry", "Amount", "no column Amount")]
    [InlineData("entry", "doubled", "is generated")]
    [InlineData("entry", "id", "generated always as identity")]
    public async Task A_target_that_cannot_be_filled_is_refused(string table, string column, string told)
    {
        await using var database = await Ledger.CreateAsync(postgres.Server);
        using var scope = TenantScope.Enter(Invoices.Red);

        var refusal = await Assert.ThrowsAsync<BulkTargetException>(() =>
            database.Source.BulkInsertAsync(
                table,
                [column],
                [
                    [1],
                ],
                cancellationToken: Cancellation
            )
        );

        Assert.Contains(told, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_name_is_no_place_for_SQL()
    {
        await using var database = await Ledger.CreateAsync(postgres.Server);
        using var scope = TenantScope.Enter(Invoices.Red);

        var refusal = await Record.ExceptionAsync(() =>
            database.Source.BulkInsertAsync(
                "entry (amount) values (1); --",
                ["amount"],
                [
                    [1],
                ],
                cancellationToken: Cancellation
            )
        );

        // Before 16 the server says that it is no name, since then that there is no such table.
        Assert.True(refusal is PostgresException or BulkTargetException, $"{refusal}");
        Assert.Equal(0, await database.CountAllAsync());
    }
}
