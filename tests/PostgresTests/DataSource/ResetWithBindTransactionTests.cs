using System.Data;
using System.Data.Common;
using Npgsql;
using PostgresTests.Proxy;
using Ringfence;
using Ringfence.Testing.Databases;

namespace PostgresTests.DataSource;

/// <summary>
/// A use that begins with a transaction: the reset leaves it and begins it again, and it is a transaction all the same.
/// </summary>
public sealed class ResetWithBindTransactionTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(IsolationLevel.Unspecified, "read committed", 1)]
    [InlineData(IsolationLevel.ReadCommitted, "read committed", 1)]
    [InlineData(IsolationLevel.ReadUncommitted, "read uncommitted", 2)]
    [InlineData(IsolationLevel.RepeatableRead, "repeatable read", 2)]
    [InlineData(IsolationLevel.Serializable, "serializable", 2)]
    public async Task The_driver_s_usual_level_costs_no_flight_and_any_is_kept(
        IsolationLevel level,
        string expected,
        int expectedFlights
    )
    {
        foreach (var isAsync in (bool[])[true, false])
        {
            await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
            await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
            await using var source = database.WithBind(to => to.Port = proxy.Port);
            await source.LeaveAsync(FirstInTransaction.Trap);
            using var scope = TenantScope.Enter(Invoices.Blue);
            await using var blue = await source.RentAsync();

            DbTransaction? transaction = null;
            var flights = await proxy.CountAsync(async () =>
            {
                transaction = isAsync
                    ? await blue.BeginTransactionAsync(level, Cancellation)
                    : blue.BeginTransaction(level);
                Assert.Equal(expected, await blue.ReadAsync<string>(FirstInTransaction.Level));
            });

            Assert.Equal(expectedFlights, flights);
            Assert.Equal(
                level is IsolationLevel.Unspecified ? IsolationLevel.ReadCommitted : level,
                transaction!.IsolationLevel
            );
            await FirstInTransaction.OneTransactionAsync(blue, transaction);
        }
    }

    [Theory]
    [MemberData(nameof(FirstInTransaction.Ways), MemberType = typeof(FirstInTransaction))]
    public async Task Whatever_is_first_in_it_runs_in_it_and_in_a_clean_session(string way, bool isAsync)
    {
        foreach (var binding in (Binding[])[Binding.Signed, Binding.Setting])
        {
            await using var database = await CarelessInvoices.CreateAsync(postgres.Server, binding);
            await using var source = database.WithBind();
            var before = await source.LeaveAsync(FirstInTransaction.Trap);
            using var scope = TenantScope.Enter(Invoices.Blue);
            await using var blue = await source.RentAsync();
            var transaction = await FirstInTransaction.BeginAsync(blue, isAsync);

            Assert.Equal(Invoices.BlueSum, await FirstInTransaction.SumAsync(blue, transaction, way, isAsync));

            Assert.Equal(before, blue.Inner.ProcessID);
            await FirstInTransaction.OneTransactionAsync(blue, transaction);
        }
    }

    [Theory]
    [MemberData(nameof(FirstInTransaction.Ways), MemberType = typeof(FirstInTransaction))]
    public async Task Where_the_server_refuses_the_reset_it_is_begun_again_too(string way, bool isAsync)
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        await database.Superuser.RunAsync(
            $"revoke execute on procedure ringfence.reset_and_bind from {TestRoles.Application}"
        );
        var before = await source.LeaveAsync(FirstInTransaction.Trap);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();
        var transaction = await FirstInTransaction.BeginAsync(blue, isAsync);

        Assert.Equal(Invoices.BlueSum, await FirstInTransaction.SumAsync(blue, transaction, way, isAsync));

        Assert.Equal(before, blue.Inner.ProcessID);
        await FirstInTransaction.OneTransactionAsync(blue, transaction);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_the_role_s_level_is_another_it_has_the_driver_s_all_the_same(bool isAsync)
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await database.Superuser.RunAsync(
            $"alter database \"{database.Name}\" set default_transaction_isolation = 'serializable'"
        );
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.WithBind(to => to.Port = proxy.Port);
        for (var i = 0; i < 2; i++)
        {
            await source.LeaveAsync(FirstInTransaction.Trap);
            using var scope = TenantScope.Enter(Invoices.Blue);
            await using var blue = await source.RentAsync();
            var transaction = await FirstInTransaction.BeginAsync(blue, isAsync);

            var flights = await proxy.CountAsync(async () =>
                Assert.Equal("read committed", await blue.ReadAsync<string>(FirstInTransaction.Level))
            );

            Assert.Equal(i == 0 ? 3 : 1, flights); // The second time it was reset before it began.
            await FirstInTransaction.OneTransactionAsync(blue, transaction);
        }
    }

    [Theory]
    [InlineData("commit", true)]
    [InlineData("commit", false)]
    [InlineData("rollback", true)]
    [InlineData("rollback", false)]
    [InlineData("dispose", true)]
    [InlineData("dispose", false)]
    public async Task Where_nothing_was_sent_in_it_the_next_statement_is_reset(string end, bool isAsync)
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.WithBind(to => to.Port = proxy.Port);
        await source.LeaveAsync(FirstInTransaction.Trap);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();
        await FirstInTransaction.EndAsync(await FirstInTransaction.BeginAsync(blue, isAsync), end, isAsync);

        var flights = await proxy.CountAsync(async () =>
            Assert.Equal(Invoices.BlueSum, await blue.ReadAsync<long>(Invoices.Sum))
        );

        Assert.Equal(1, flights);
        Assert.Equal(0L, await blue.ReadAsync<long>(FirstInTransaction.Locks));
        await FirstInTransaction.OneTransactionAsync(blue, await FirstInTransaction.BeginAsync(blue, isAsync));
    }

    [Fact]
    public async Task A_statement_that_fails_in_it_ends_it_as_ever_and_brings_nothing_back()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        await source.LeaveAsync(FirstInTransaction.Trap);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();
        var transaction = await blue.BeginTransactionAsync(Cancellation);

        await Assert.ThrowsAsync<PostgresException>(() => blue.RunAsync("select 1 / 0"));
        var error = await Assert.ThrowsAsync<PostgresException>(() => blue.RunAsync(FirstInTransaction.Raise));
        await transaction.RollbackAsync(Cancellation);

        Assert.Equal(PostgresErrorCodes.InFailedSqlTransaction, error.SqlState);
        Assert.Equal(0L, await blue.ReadAsync<long>(FirstInTransaction.Locks));
        Assert.Equal(Invoices.BlueSum, await blue.ReadAsync<long>(Invoices.Sum));
    }

    [Fact]
    public async Task What_leaves_it_and_begins_it_again_is_never_prepared()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Setting);
        await using var source = database.WithBind(to => (to.MaxAutoPrepare, to.AutoPrepareMinUsages) = (20, 2));
        using var scope = TenantScope.Enter(Invoices.Blue);
        for (var i = 0; i < 5; i++)
        {
            await using var blue = await source.RentAsync();
            await using var transaction = await blue.BeginTransactionAsync(Cancellation);
            Assert.Equal(Invoices.BlueSum, await blue.ReadAsync<long>(Invoices.Sum));
            await transaction.CommitAsync(Cancellation);
        }

        const string Prepared = "select count(*) from pg_prepared_statements where statement ~ ";
        Assert.Equal(1L, await source.ReadAsync<long>(Invoices.Blue, $"{Prepared} 'reset_and_bind'"));
        Assert.Equal(0L, await source.ReadAsync<long>(Invoices.Blue, $"{Prepared} '^(begin|commit)'"));
    }

    [Fact]
    public async Task A_batch_that_ends_it_does_so()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        await source.LeaveAsync(FirstInTransaction.Trap);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();
        await using var transaction = await blue.BeginTransactionAsync(Cancellation);
        await using var batch = blue.Batch(FirstInTransaction.Raise, "commit", FirstInTransaction.Raise);

        Assert.Equal(4, await batch.ExecuteNonQueryAsync(Cancellation));

        Assert.Equal(0L, await blue.ReadAsync<long>(FirstInTransaction.Locks));
        Assert.Equal(Invoices.BlueSum + 4, await blue.ReadAsync<long>(Invoices.Sum));
        await blue.RunAsync("update invoice set total = total - 2");
        await FirstInTransaction.OneTransactionAsync(blue, await blue.BeginTransactionAsync(Cancellation));
    }

    /// <summary>In the old one's place nothing may be ended, and the reset not run in what a rollback undoes.</summary>
    [Theory]
    [InlineData("dispose", true)]
    [InlineData("dispose", false)]
    public async Task Who_ends_one_of_an_earlier_use_late_disturbs_no_other(string end, bool isAsync)
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        await source.LeaveAsync(FirstInTransaction.Trap);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();
        var old = await blue.BeginTransactionAsync(Cancellation);
        await blue.CloseAsync();
        await blue.OpenAsync(Cancellation);
        var transaction = await blue.BeginTransactionAsync(Cancellation);
        await FirstInTransaction.EndAsync(old, end, isAsync);
        Assert.True(blue.IsInTransaction);

        await transaction.SaveAsync("before", Cancellation);
        await blue.RunAsync(FirstInTransaction.Raise);

        await FirstInTransaction.EndAsync(transaction, "rollback", isAsync);
        Assert.Equal(Invoices.BlueSum, await blue.ReadAsync<long>(Invoices.Sum));
        Assert.Equal(0L, await blue.ReadAsync<long>(FirstInTransaction.Locks));
        await FirstInTransaction.OneTransactionAsync(blue, await blue.BeginTransactionAsync(Cancellation));
    }
}
