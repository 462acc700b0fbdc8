using Npgsql;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql.Admin;
using Ringfence.Testing.Databases;

namespace PostgresTests.Admin;

/// <summary>No connection without a record, and no record that says nothing.</summary>
public sealed class RecordTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static readonly string[] Changes =
    [
        "drop function ringfence.admin_open",
        "revoke execute on function ringfence.admin_open from ringfence_admin",
        "alter table ringfence.admin_log rename to elsewhere",
        "alter table ringfence.admin_log add constraint full_disk check (id = 1)",
    ];

    public static TheoryData<string, bool> Refusals =>
        [.. Changes.SelectMany(change => Admins.Ways.Select(isAsync => (change, isAsync)))];

    [Fact]
    public async Task Without_a_reason_nothing_is_sent()
    {
        await using var nowhere = AdminDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody");

        Assert.Throws<ArgumentNullException>(() => nowhere.Open(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(async () =>
            await nowhere.OpenAsync(null!, cancellationToken: Cancellation)
        );
        await Assert.ThrowsAsync<NpgsqlException>(() => nowhere.OpenAsync(isAsync: true)); // It would have been.
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_cannot_be_recorded_is_not_opened(string change, bool isAsync)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var admin = database.CreateAdmin();
        await (await admin.OpenAsync(isAsync)).DisposeAsync();
        await database.Superuser.RunAsync(change);

        var refusal = await Assert.ThrowsAsync<AdminRecordRefusedException>(() => admin.OpenAsync(isAsync));

        Assert.IsType<PostgresException>(refusal.InnerException);
        await database.SessionsAsync(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_is_not_opened_again_without_a_reason(bool isAsync)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var admin = database.CreateAdmin();
        await using var connection = await admin.OpenAsync(isAsync);
        await connection.CloseAsync();

        Assert.Throws<AdminReasonMissingException>(connection.Open);
        await Assert.ThrowsAsync<AdminReasonMissingException>(() => connection.OpenAsync(Cancellation));

        Assert.Equal(1, await database.RecordedAsync());
        await database.SessionsAsync(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nor_is_a_clone_of_it(bool isAsync)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var admin = database.CreateAdmin();
        await using var connection = await admin.OpenAsync(isAsync);
        await using var clone = (NpgsqlConnection)((ICloneable)connection).Clone();

        Assert.Throws<AdminReasonMissingException>(clone.Open);
        await Assert.ThrowsAsync<AdminReasonMissingException>(() => clone.OpenAsync(Cancellation));

        Assert.Equal(1, await database.RecordedAsync());
        await database.SessionsAsync(1);
    }

    /// <summary>The driver asks for the password in the flow of the open, as it calls the initializer.</summary>
    [Fact]
    public async Task The_reason_of_one_data_source_is_none_for_another_that_is_used_meanwhile()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var other = database.CreateAdmin();
        await using var connection = await other.OpenAsync(isAsync: true);
        var refused = 0;
        await using var admin = CreateAsking(
            database,
            async () =>
            {
                await using var clone = (NpgsqlConnection)((ICloneable)connection).Clone();
                await Assert.ThrowsAsync<AdminReasonMissingException>(() => clone.OpenAsync(Cancellation));
                refused++;
            }
        );

        await (await admin.OpenAsync(isAsync: true)).DisposeAsync();

        Assert.Equal(1, refused);
        Assert.Equal(2, await database.RecordedAsync());
    }

    [Fact]
    public async Task What_captured_the_flow_of_an_open_has_no_reason_once_that_is_over()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        ExecutionContext? captured = null;
        await using var admin = CreateAsking(
            database,
            () =>
            {
                captured = ExecutionContext.Capture();
                return Task.CompletedTask;
            }
        );
        await using var connection = await admin.OpenAsync(isAsync: true);
        await using var clone = (NpgsqlConnection)((ICloneable)connection).Clone();
        Exception? refusal = null;

        ExecutionContext.Run(captured!, _ => refusal = Record.Exception(clone.Open), state: null);

        Assert.IsType<AdminReasonMissingException>(refusal);
        Assert.Equal(1, await database.RecordedAsync());
    }

    [Fact]
    public async Task A_cancelled_open_leaves_no_session_and_the_next_one_works()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var admin = database.CreateAdmin();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using (var locked = await database.Superuser.OpenConnectionAsync(Cancellation))
        {
            await locked.RunAsync("begin; lock table ringfence.admin_log");
            var opening = admin.OpenAsync(Admins.Reason, AdminAccess.ReadOnly, cancel.Token).AsTask();
            while (!await database.Superuser.ReadAsync<bool>(IsWaiting))
            {
                await Task.Delay(10, Cancellation);
            }

            await cancel.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        }

        await database.SessionsAsync(0);
        Assert.Equal(0, await database.RecordedAsync());
        await using var connection = await admin.OpenAsync(isAsync: true);
        Assert.Equal(Invoices.RedSum + Invoices.BlueSum, await connection.ReadAsync<long>(Invoices.Sum));
        Assert.Equal(1, await database.RecordedAsync());
    }

    private static AdminDataSource CreateAsking(TestDatabase database, Func<Task> whenAsked)
    {
        var connection = new NpgsqlConnectionStringBuilder(database.AdminConnectionString);
        var password = connection.Password!;
        connection.Remove("Password");
        return AdminDataSource.Create(
            connection.ConnectionString,
            configure: driver =>
                driver.UsePasswordProvider(
                    _ => password,
                    async (_, _) =>
                    {
                        await whenAsked();
                        return password;
                    }
                )
        );
    }

    private const string IsWaiting = """
        select exists (
            select from pg_stat_activity as a
            where a.datname = current_database() and a.usename = 'ringfence_admin' and a.wait_event_type = 'Lock'
        )
        """;
}
