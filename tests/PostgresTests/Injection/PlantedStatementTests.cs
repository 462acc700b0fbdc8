using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql;

namespace PostgresTests.Injection;

/// <summary>What injection for red leaves on a pooled connection must not run for blue.</summary>
public sealed class PlantedStatementTests(PostgresFixture postgres)
{
    /// <summary>Puts a statement of the attacker's in the place of every one that the driver has prepared.</summary>
    private const string Plant = """
        do $plant$
        declare
            planted text;
        begin
            for planted in select p.name from pg_prepared_statements as p loop
                execute format('deallocate %I', planted);
                execute format('prepare %I as select 666::bigint', planted);
            end loop;
        end
        $plant$
        """;

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Password)]
    public async Task A_statement_that_red_plants_does_not_run_for_blue(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var source = database.CreateSource(connect: to =>
        {
            to.MaxPoolSize = 1;
            to.NoResetOnClose = true;
        });
        await PrepareAsync(source, Invoices.Red);

        await PlantAsync(source);

        Assert.Equal(Invoices.BlueSum, await source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
        Assert.Equal(Invoices.BlueSum, await PrepareAsync(source, Invoices.Blue));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Password)]
    public async Task Keeping_prepared_statements_must_be_asked_for(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);

        Assert.Throws<ArgumentException>(() => database.CreateSource(connect: to => to.MaxAutoPrepare = 5));
        await using var source = database.CreateSource(
            options => options.UnsafeKeepPreparedStatements = true,
            to => to.MaxAutoPrepare = 5
        );
        Assert.Equal(Invoices.RedSum, await source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
    }

    private static async Task PlantAsync(TenantDataSource source)
    {
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var connection = await source.RentAsync();
        await connection.RunAsync(Plant);
    }

    private static async Task<long> PrepareAsync(TenantDataSource source, TenantId tenantId)
    {
        using var scope = TenantScope.Enter(tenantId);
        await using var connection = await source.RentAsync();
        await using var command = connection.Command(Invoices.Sum);
        await command.PrepareAsync(TestContext.Current.CancellationToken);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
