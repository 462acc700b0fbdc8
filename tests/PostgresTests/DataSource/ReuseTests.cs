using System.Data;
using Npgsql;
using Ringfence;

namespace PostgresTests.DataSource;

/// <summary>Commands and batches that are executed more than once: prepared, moved, changed.</summary>
public sealed class ReuseTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_prepared_command_serves_one_tenant_after_the_other(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        await using var command = connection.Command("select sum(total) from invoice where total > @least");
        command.Parameters.Add(new NpgsqlParameter<int>("least", 0));
        using (TenantScope.Enter(Invoices.Red))
        {
            await command.PrepareAsync(Cancellation);
            Assert.Equal(Invoices.RedSum, await command.ExecuteScalarAsync(Cancellation));
        }

        using (TenantScope.Enter(Invoices.Blue))
        {
            Assert.Equal(Invoices.BlueSum, await command.ExecuteScalarAsync(Cancellation));
            command.Parameters[0].Value = 10;
            Assert.Equal(20L, await command.ExecuteScalarAsync(Cancellation));
        }

        await connection.CloseAsync();
        await using var other = await database.Source.RentAsync();
        await connection.OpenAsync(Cancellation);
        using (TenantScope.Enter(Invoices.Red))
        {
            Assert.Equal(DBNull.Value, await command.ExecuteScalarAsync(Cancellation));
        }
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_procedure_that_is_called_again_gets_the_parameters_of_then(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        await using var command = connection.Command("raise_totals");
        command.CommandType = CommandType.StoredProcedure;
        using (TenantScope.Enter(Invoices.Red))
        {
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = 100 });
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        using (TenantScope.Enter(Invoices.Blue))
        {
            command.Parameters.Clear();
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = 1 });
            await command.ExecuteNonQueryAsync(Cancellation);

            await using var sum = connection.Command("select sum(total) from invoice");
            Assert.Equal(Invoices.BlueSum + 2, await sum.ExecuteScalarAsync(Cancellation));
        }
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_command_that_moves_to_another_connection_runs_its_own_statement_there(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var source = database.CreateSource(
            options => options.UnsafeKeepPreparedStatements = true,
            to =>
            {
                to.MaxAutoPrepare = 5;
                to.AutoPrepareMinUsages = 2;
            }
        );
        await using var one = await source.RentAsync();
        await using var other = await source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var command = one.Command("select 'mine'");
        await using var batch = one.Batch("select 'mine'");
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal("mine", await command.ExecuteScalarAsync(Cancellation));
            Assert.Equal("mine", await batch.ExecuteScalarAsync(Cancellation));
            Assert.Equal("other", await other.ReadAsync<string>("select 'other'"));
        }

        command.Connection = other;
        batch.Connection = other;

        Assert.Equal("mine", await command.ExecuteScalarAsync(Cancellation));
        Assert.Equal("mine", await batch.ExecuteScalarAsync(Cancellation));
    }

    [Theory]
    [InlineData(Binding.Signed, true)]
    [InlineData(Binding.Signed, false)]
    [InlineData(Binding.Setting, true)]
    [InlineData(Binding.Setting, false)]
    [InlineData(Binding.Password, true)]
    [InlineData(Binding.Password, false)]
    public async Task A_prepared_command_that_gets_another_text_runs_that(Binding binding, bool prepare)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var source = database.CreateSource(
            options => options.UnsafeKeepPreparedStatements = true,
            to =>
            {
                to.MaxAutoPrepare = prepare ? 0 : 5;
                to.AutoPrepareMinUsages = 2;
            }
        );
        await using var connection = await source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var command = connection.Command("select 'first'");
        if (prepare)
        {
            await command.PrepareAsync(Cancellation);
        }

        for (var i = 0; i < 4; i++)
        {
            Assert.Equal("first", await command.ExecuteScalarAsync(Cancellation));
        }

        command.CommandText = "select 'second'";

        Assert.Equal("second", await command.ExecuteScalarAsync(Cancellation));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_batch_with_parameters_can_be_executed_again(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        await using var batch = connection.Batch("select sum(total) from invoice where total > @least");
        batch.BatchCommands[0].Parameters.Add(new NpgsqlParameter<int>("least", 1));
        using (TenantScope.Enter(Invoices.Red))
        {
            Assert.Equal(5L, await batch.ExecuteScalarAsync(Cancellation));
        }

        batch.BatchCommands[0].Parameters[0].Value = 10;

        using (TenantScope.Enter(Invoices.Blue))
        {
            Assert.Equal(20L, await batch.ExecuteScalarAsync(Cancellation));
        }
    }
}
