using System.Runtime.CompilerServices;
using System.Transactions;
using Npgsql;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Bulk;
using Ringfence.Testing.Databases;

namespace PostgresTests.Bulk;

/// <summary>All rows or none, whatever fails, and a connection that can be used afterwards.</summary>
public sealed class AllOrNothingTests(PostgresFixture postgres)
{
    private static readonly BulkInsert<int> Amounts = new BulkInsert<int>("entry").Column("amount", amount => amount);
    private static readonly BulkInsertOptions TwoARound = new() { BatchSize = 2 };

    public static TheoryData<Binding> Bindings => [.. Enum.GetValues<Binding>()];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task A_row_that_the_server_refuses_leaves_none_and_tells_its_batch(Binding binding)
    {
        await using var database = await Ledger.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);

        var refusal = await Assert.ThrowsAsync<BulkInsertException>(() => InsertAsync(connection, 1, 2, 3, -4, 5));

        Assert.Equal((2, 2L, 3L), (refusal.Batch, refusal.FirstRow, refusal.LastRow));
        Assert.Equal(PostgresErrorCodes.CheckViolation, refusal.SqlState);
        Assert.Contains("entry_amount_check", refusal.Message, StringComparison.Ordinal);
        Assert.IsType<PostgresException>(refusal.InnerException);
        Assert.Equal(0, await database.CountAllAsync());
        Assert.Equal(2, await InsertAsync(connection, 1, 2));
        Assert.Equal(2, await database.CountAsync(Invoices.Red));
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task In_a_transaction_a_failed_insert_leaves_what_was_before_it(Binding binding)
    {
        await using var database = await Ledger.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await connection.RunAsync("insert into entry (amount) values (7)");

        await Assert.ThrowsAsync<BulkInsertException>(() => InsertAsync(connection, 1, 2, -3));
        Assert.Equal(1, await InsertAsync(connection, 8));
        await transaction.CommitAsync(Cancellation);

        Assert.Equal(15, await database.As(Invoices.Red).ScalarAsync<long>("select sum(e.amount) from entry as e"));
    }

    [Fact]
    public async Task A_rollback_of_the_callers_transaction_takes_the_rows_with_it()
    {
        await using var database = await Ledger.CreateAsync(postgres.Server);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);

        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            Assert.Equal(2, await InsertAsync(connection, 1, 2));
            Assert.Equal(2, await connection.ReadAsync<long>(Ledger.Count));
            await transaction.RollbackAsync(Cancellation);
        }

        Assert.Equal(0, await database.CountAllAsync());
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task A_transaction_that_a_text_began_is_the_callers(Binding binding)
    {
        await using var database = await Ledger.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        await connection.RunAsync("begin");

        await Assert.ThrowsAsync<BulkInsertException>(() => InsertAsync(connection, 1, -1));
        Assert.Equal(1, await InsertAsync(connection, 3));
        await connection.RunAsync("commit");

        Assert.Equal(1, await database.CountAsync(Invoices.Red));
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task In_a_transaction_scope_rows_are_kept_with_it(Binding binding)
    {
        await using var database = await Ledger.CreateAsync(postgres.Server, binding);
        using var scope = TenantScope.Enter(Invoices.Red);
        foreach (var complete in new[] { true, false })
        {
            using var transaction = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
            await using var connection = await database.Source.RentAsync();
            await Assert.ThrowsAsync<BulkInsertException>(() => InsertAsync(connection, 1, -1));
            Assert.Equal(2, await InsertAsync(connection, 1, 2));
            if (complete)
            {
                transaction.Complete();
            }
        }

        Assert.Equal(2, await database.CountAllAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rows_that_cannot_be_read_to_their_end_leave_none(bool inTransaction)
    {
        await using var database = await Ledger.CreateAsync(postgres.Server);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var transaction = inTransaction ? await connection.BeginTransactionAsync(Cancellation) : null;

        await Assert.ThrowsAsync<InvalidDataException>(() =>
            connection.BulkInsertAsync(Amounts, Broken(), TwoARound, Cancellation)
        );
        if (transaction is not null)
        {
            await transaction.CommitAsync(Cancellation);
        }

        Assert.Equal(0, await database.CountAllAsync());
        Assert.Equal(1, await InsertAsync(connection, 1));

        static IEnumerable<int> Broken()
        {
            yield return 1;
            yield return 2;
            yield return 3;
            throw new InvalidDataException();
        }
    }

    [Fact]
    public async Task A_value_of_another_type_than_those_before_leaves_none()
    {
        await using var database = await Ledger.CreateAsync(postgres.Server);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);

        var refusal = await Assert.ThrowsAsync<InvalidCastException>(() =>
            connection.BulkInsertAsync(
                "entry",
                ["amount"],
                [
                    [1],
                    [2L],
                ],
                cancellationToken: Cancellation
            )
        );

        Assert.Contains("Column amount", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, await database.CountAllAsync());
        Assert.Equal(1, await InsertAsync(connection, 1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cancelled_insert_leaves_none_and_the_connection_goes_on(bool inTransaction)
    {
        await using var database = await Ledger.CreateAsync(postgres.Server);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var transaction = inTransaction ? await connection.BeginTransactionAsync(Cancellation) : null;
        using var cancel = new CancellationTokenSource();
        var options = new BulkInsertOptions { BatchSize = 2, Progress = new Reports(_ => cancel.Cancel()) };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            connection.BulkInsertAsync(Amounts, Endless(), options, cancel.Token)
        );

        Assert.Equal(0, await connection.ReadAsync<long>(Ledger.Count));
        Assert.Equal(1, await InsertAsync(connection, 1));
    }

    [Fact]
    public async Task An_insert_that_waits_on_the_server_is_cancelled_there()
    {
        await using var database = await Ledger.CreateAsync(postgres.Server);
        await using var locked = await database.Superuser.OpenConnectionAsync(Cancellation);
        await using var holding = await locked.BeginTransactionAsync(Cancellation);
        await locked.RunAsync("lock table entry");
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        using var cancel = new CancellationTokenSource();

        var inserting = connection.BulkInsertAsync(Amounts, [1], cancellationToken: cancel.Token);
        await IsWaitingAsync(database);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => inserting);
        await holding.RollbackAsync(Cancellation);
        Assert.Equal(1, await InsertAsync(connection, 1));
        Assert.Equal(1, await database.CountAllAsync());
    }

    [Fact]
    public async Task Asynchronous_rows_get_the_token()
    {
        await using var database = await Ledger.CreateAsync(postgres.Server);
        using var scope = TenantScope.Enter(Invoices.Red);
        using var cancel = new CancellationTokenSource();

        var inserting = database.Source.BulkInsertAsync(
            Amounts,
            Waiting(CancellationToken.None),
            cancellationToken: cancel.Token
        );
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => inserting);
        Assert.Equal(0, await database.CountAllAsync());

        static async IAsyncEnumerable<int> Waiting([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            yield return 1;
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }
    }

    private static IEnumerable<int> Endless()
    {
        while (true)
        {
            yield return 1;
        }
    }

    private static Task<long> InsertAsync(TenantConnection connection, params int[] amounts) =>
        connection.BulkInsertAsync(Amounts, amounts, TwoARound, Cancellation);

    private static async Task IsWaitingAsync(TestDatabase database)
    {
        const string Waiting =
            "select exists (select from pg_locks as l where not l.granted and l.relation = 'entry'::regclass)";
        while (!await database.Superuser.ReadAsync<bool>(Waiting))
        {
            await Task.Yield();
        }
    }
}
