using Npgsql;
using Npgsql.Replication;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql;

namespace PostgresTests.DriverFeatures;

/// <summary>What of PostgreSQL knows no policies, and what keeps tenants from it.</summary>
public sealed class PastPoliciesTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("select lo_from_bytea(0, 'of red')")]
    [InlineData("select lo_get(16384)")]
    [InlineData("select pg_create_logical_replication_slot('red', 'test_decoding')")]
    [InlineData("select pg_create_physical_replication_slot('red')")]
    public async Task A_bound_statement_is_refused(string sql)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => database.As(Invoices.Red).ExecuteAsync(sql));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    [Fact]
    public async Task The_application_role_opens_no_replication_connection()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var replication = new LogicalReplicationConnection(database.ApplicationConnectionString);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => replication.Open(Cancellation));

        Assert.Contains(
            refusal.SqlState,
            new[] { PostgresErrorCodes.InsufficientPrivilege, PostgresErrorCodes.InvalidAuthorizationSpecification },
            StringComparer.Ordinal
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cursor_that_is_held_is_closed_by_the_drivers_reset(bool reset)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = OneConnection(database.CreateSource, reset);
        await RunAsync(source, Invoices.Red, "declare held cursor with hold for select i.total from invoice as i");

        var fetched = await Record.ExceptionAsync(() => source.ReadAsync<int>(Invoices.Blue, "fetch 1 from held"));

        // Without the reset blue reads red's rows from it, which the threat model tells.
        Assert.Equal(reset ? PostgresErrorCodes.InvalidCursorName : null, (fetched as PostgresException)?.SqlState);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lock_of_the_session_is_released_by_the_drivers_reset(bool reset)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = OneConnection(database.CreateSource, reset);
        await RunAsync(source, Invoices.Red, "select pg_advisory_lock(7)");
        await RunAsync(source, Invoices.Blue, "select 1"); // What the reset travels with.

        var free = await database.Superuser.ReadAsync<bool>("select pg_try_advisory_lock(7)");

        Assert.Equal(reset, free);
    }

    private static TenantDataSource OneConnection(
        Func<Action<TenantDataSourceOptions>?, Action<NpgsqlConnectionStringBuilder>?, TenantDataSource> create,
        bool reset
    ) =>
        create(
            null,
            to =>
            {
                to.MaxPoolSize = 1;
                to.NoResetOnClose = !reset;
            }
        );

    private static async Task RunAsync(TenantDataSource source, TenantId tenant, string sql)
    {
        using var scope = TenantScope.Enter(tenant);
        await using var connection = await source.RentAsync();
        await connection.RunAsync(sql);
    }
}
