using Npgsql;
using PostgresTests.DataSource;
using PostgresTests.Proxy;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Sessions;
using Ringfence.Testing.Databases;

namespace PostgresTests.Injection;

/// <summary>A temporary view of a tenant table's name goes before the table, for whoever uses the session next.</summary>
public sealed class PlantedTableTests(PostgresFixture postgres)
{
    private const string Plant = "create temporary view invoice as select 666 as total";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    public async Task A_view_that_red_plants_behind_a_pooler_is_refused(Binding binding)
    {
        Assert.True(PgBouncer.IsInstalled, "pgbouncer is not installed: ./test installs it.");
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var bouncer = await PgBouncer.StartAsync(database.ApplicationConnectionString, Cancellation);
        await using var source = database.CreateSource(connect: to =>
        {
            to.Port = bouncer.Port;
            to.NoResetOnClose = true;
        });

        var planting = () => PlantAsync(source);

        var refusal = await Assert.ThrowsAsync<PostgresException>(planting);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
        for (var i = 0; i < 4; i++) // Both of the pooler's server connections.
        {
            Assert.Equal(Invoices.BlueSum, await source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
        }
    }

    [Theory]
    [InlineData(true, Invoices.BlueSum)]
    [InlineData(false, 666)]
    public async Task Where_it_was_allowed_the_drivers_reset_is_what_clears_it(bool reset, long seen)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await database.Superuser.RunAsync($"grant temporary on database {database.Name} to ringfence_app");
        await using var source = database.CreateSource(connect: to =>
        {
            to.MaxPoolSize = 1;
            to.NoResetOnClose = !reset;
        });
        await PlantAsync(source);

        var sum = await source.ReadAsync<long>(Invoices.Blue, Invoices.Sum);

        Assert.Equal(seen, sum);
    }

    [Fact]
    public async Task Where_anybody_may_plant_one_and_nothing_resets_no_session_is_opened()
    {
        await using var database = await RestoredAsync();
        await using var source = database.CreateSource(connect: to => to.NoResetOnClose = true);
        await using var reset = database.CreateSource();

        var refusal = await Assert.ThrowsAsync<TemporaryTablesException>(source.RentAsync);

        Assert.Contains($"revoke temporary on database \"{database.Name}\"", refusal.Message, StringComparison.Ordinal);
        await (await reset.RentAsync()).DisposeAsync();
    }

    [Fact]
    public async Task Where_anybody_may_plant_one_no_session_is_opened_behind_a_pooler()
    {
        Assert.True(PgBouncer.IsInstalled, "pgbouncer is not installed: ./test installs it.");
        await using var database = await RestoredAsync();
        await using var bouncer = await PgBouncer.StartAsync(database.ApplicationConnectionString, Cancellation);
        await using var source = database.CreateSource(connect: to => to.Port = bouncer.Port);

        await Assert.ThrowsAsync<TemporaryTablesException>(source.RentAsync);
    }

    /// <summary>As a dump without the privileges on the database itself would restore it.</summary>
    private async Task<TestDatabase> RestoredAsync()
    {
        var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await database.Superuser.RunAsync($"grant temporary on database {database.Name} to public");
        return database;
    }

    private static async Task PlantAsync(TenantDataSource source)
    {
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var connection = await source.RentAsync();
        await connection.RunAsync(Plant);
    }
}
