using Npgsql;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql.Bulk;
using Ringfence.Testing.Databases;

namespace PostgresTests.Bulk;

/// <summary>Policies hold for every row of a bulk insert.</summary>
public sealed class IsolationTests(PostgresFixture postgres)
{
    private static readonly string[] TenantAndAmount = ["tenant_id", "amount"];

    public static TheoryData<Binding> Bindings => [.. Enum.GetValues<Binding>()];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task Rows_are_the_tenants_and_no_others(Binding binding)
    {
        await using var database = await Ledger.CreateAsync(postgres.Server, binding);

        var inserted = await InsertAsync(database, Invoices.Red, Enumerable.Range(1, 25), batchSize: 10);

        Assert.Equal(25, inserted);
        Assert.Equal(25, await database.CountAsync(Invoices.Red));
        Assert.Equal(0, await database.CountAsync(Invoices.Blue));
        Assert.Equal(325, await database.As(Invoices.Red).ScalarAsync<long>("select sum(e.amount) from entry as e"));
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task Rows_for_another_tenant_are_refused_and_none_is_left(Binding binding)
    {
        await using var database = await Ledger.CreateAsync(postgres.Server, binding);
        Guid red = Guid.Parse(Invoices.Red.Value);
        Guid blue = Guid.Parse(Invoices.Blue.Value);
        using var scope = TenantScope.Enter(Invoices.Red);

        var refusal = await Assert.ThrowsAsync<BulkInsertException>(() =>
            database.Source.BulkInsertAsync(
                "entry",
                TenantAndAmount,
                [
                    [red, 1],
                    [red, 2],
                    [blue, 3],
                ],
                new() { BatchSize = 1 },
                Cancellation
            )
        );

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
        Assert.Equal((3, 2L, 2L), (refusal.Batch, refusal.FirstRow, refusal.LastRow));
        Assert.Equal(0, await database.CountAllAsync());
    }

    [Fact]
    public async Task The_tenants_own_id_may_be_given()
    {
        await using var database = await Ledger.CreateAsync(postgres.Server);
        using var scope = TenantScope.Enter(Invoices.Red);

        var inserted = await database.Source.BulkInsertAsync(
            "public.entry",
            TenantAndAmount,
            [
                [Guid.Parse(Invoices.Red.Value), 1],
            ],
            cancellationToken: Cancellation
        );

        Assert.Equal(1, inserted);
        Assert.Equal(1, await database.CountAsync(Invoices.Red));
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task Without_a_scope_nothing_is_inserted(Binding binding)
    {
        await using var database = await Ledger.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        var insert = Amounts();

        await Assert.ThrowsAsync<TenantMissingException>(() =>
            connection.BulkInsertAsync(insert, [1], cancellationToken: Cancellation)
        );
        await Assert.ThrowsAsync<TenantMissingException>(() =>
            database.Source.BulkInsertAsync(insert, [1], cancellationToken: Cancellation)
        );

        Assert.Equal(0, await database.CountAllAsync());
    }

    [Fact]
    public async Task A_scope_that_the_rows_enter_is_their_own()
    {
        await using var database = await Ledger.CreateAsync(postgres.Server);
        using var scope = TenantScope.Enter(Invoices.Red);

        await database.Source.BulkInsertAsync(Amounts(), Turning(), new() { BatchSize = 1 }, Cancellation);

        Assert.Equal(2, await database.CountAsync(Invoices.Red));
        Assert.Equal(0, await database.CountAsync(Invoices.Blue));

        static IEnumerable<int> Turning()
        {
            yield return 1;
            using var other = TenantScope.Enter(Invoices.Blue);
            yield return 2;
        }
    }

    [Fact]
    public async Task A_scope_that_ends_between_batches_is_missed_and_no_row_is_left()
    {
        await using var database = await Ledger.CreateAsync(postgres.Server);
        using var scope = TenantScope.Enter(Invoices.Red);

        await Assert.ThrowsAsync<TenantMissingException>(() =>
            database.Source.BulkInsertAsync(Amounts(), Ending(), new() { BatchSize = 1 }, Cancellation)
        );

        Assert.Equal(0, await database.CountAllAsync());

        IEnumerable<int> Ending()
        {
            yield return 1;
            scope.Dispose();
            yield return 2;
        }
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    public async Task Nobody_is_bound_afterwards(Binding binding)
    {
        await using var database = await Ledger.CreateAsync(postgres.Server, binding);
        await using var source = database.CreateSource(connect: to =>
        {
            to.MaxPoolSize = 1;
            to.NoResetOnClose = true;
        });
        using (TenantScope.Enter(Invoices.Red))
        {
            await source.BulkInsertAsync(Amounts(), [1, 2], cancellationToken: Cancellation);
        }

        await using var connection = await source.RentAsync();

        Assert.Null(await connection.LeftoverAsync());
    }

    [Fact]
    public async Task A_key_of_another_tenants_is_left_out_where_that_was_asked_for()
    {
        await using var database = await Ledger.CreateAsync(postgres.Server);
        var insert = new BulkInsert<string>("code").Column("code", code => code);
        var options = new BulkInsertOptions { OnConflict = BulkConflict.DoNothing };
        await database.As(Invoices.Blue).ExecuteAsync("insert into code (code) values ('a')");
        using var scope = TenantScope.Enter(Invoices.Red);
        await Assert.ThrowsAsync<BulkInsertException>(() =>
            database.Source.BulkInsertAsync(insert, ["a"], cancellationToken: Cancellation)
        );

        var inserted = await database.Source.BulkInsertAsync(insert, ["a", "b", "b", "c"], options, Cancellation);

        Assert.Equal(2, inserted);
        Assert.Equal(2, await database.As(Invoices.Red).CountAsync("select count(*) from code"));
        Assert.Equal(1, await database.As(Invoices.Blue).CountAsync("select count(*) from code"));
    }

    private static BulkInsert<int> Amounts() => new BulkInsert<int>("entry").Column("amount", amount => amount);

    private static async Task<long> InsertAsync(
        TestDatabase database,
        TenantId tenant,
        IEnumerable<int> amounts,
        int batchSize
    )
    {
        using var scope = TenantScope.Enter(tenant);
        return await database.Source.BulkInsertAsync(Amounts(), amounts, new() { BatchSize = batchSize }, Cancellation);
    }
}
