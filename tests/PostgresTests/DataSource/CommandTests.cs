using System.Data;
using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using Ringfence;
using Ringfence.Testing.Databases;

namespace PostgresTests.DataSource;

/// <summary>What the driver's commands can do, these can do too.</summary>
public sealed class CommandTests(PostgresFixture postgres)
{
    private const string Rows = "select i.total from invoice as i order by i.total";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task Parameters_are_named_or_positional(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        const string Count = "select count(*) from invoice as i where i.total between";

        Assert.Equal(2, await connection.ReadAsync<long>($"{Count} $1 and $2", 2, 3));
        Assert.Equal(
            2,
            await connection.ReadAsync<long>($"{Count} @low and @high", Named("low", 2), Named("@high", 3))
        );
        Assert.Equal(1, await connection.ReadAsync<long>($"{Count} :both and :both", Named("both", 2)));
        Assert.Equal(3, await connection.ReadAsync<long>($"{Count} @low and @high", Named("high", 3), Named("low", 1)));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task Several_statements_share_named_parameters_and_refuse_positional_ones(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        const string Named = "update invoice set total = total + @by where total < 3; select sum(total) from invoice";

        var sum = await connection.ReadAsync<long>(Named, new NpgsqlParameter("by", 10));
        var refusal = await Assert.ThrowsAsync<PostgresException>(() =>
            connection.RunAsync("delete from invoice; select $1::integer", 1)
        );

        Assert.Equal(Invoices.RedSum + 20, sum);
        Assert.Equal(PostgresErrorCodes.SyntaxError, refusal.SqlState);
        Assert.Equal(Invoices.RedSum + 20, await connection.SumAsync(Invoices.Red));
        Assert.Equal(Invoices.BlueSum, await connection.SumAsync(Invoices.Blue));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task Tables_procedures_and_functions_are_called_by_name(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);

        await using var table = connection.Command("invoice");
        table.CommandType = CommandType.TableDirect;
        await using (var rows = await table.ExecuteReaderAsync(Cancellation))
        {
            Assert.Equal(3, await CountAsync(rows));
        }

        await using var procedure = connection.Command("raise_totals", new NpgsqlParameter { Value = 1 });
        procedure.CommandType = CommandType.StoredProcedure;
        await procedure.ExecuteNonQueryAsync(Cancellation);
        Assert.Equal(Invoices.RedSum + 3, await connection.SumAsync(Invoices.Red));

        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("invoice") { CommandType = CommandType.TableDirect });
        await using var again = await batch.ExecuteReaderAsync(Cancellation);
        Assert.Equal(3, await CountAsync(again));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task Output_parameters_are_filled(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Blue);
        var doubled = new NpgsqlParameter
        {
            ParameterName = "doubled",
            NpgsqlDbType = NpgsqlDbType.Bigint,
            Direction = ParameterDirection.Output,
        };
        await using var command = connection.Command(
            "select f.doubled from double_total(@factor) as f",
            new NpgsqlParameter("factor", 2),
            doubled
        );

        await command.ExecuteNonQueryAsync(Cancellation);

        Assert.Equal(2 * Invoices.BlueSum, doubled.Value);
        command.Parameters["factor"].Value = 3;
        await command.ExecuteNonQueryAsync(Cancellation);
        Assert.Equal(3 * Invoices.BlueSum, doubled.Value);
        command.CommandText += "; select 1";
        await Assert.ThrowsAsync<NotSupportedException>(() => command.ExecuteNonQueryAsync(Cancellation));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task What_an_execution_returns_is_what_the_driver_returns(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await database.Superuser.RunAsync($"grant temporary on database {database.Name} to ringfence_app");
        await using var connection = await database.Source.RentAsync();
        await using var bare = await database.Superuser.OpenConnectionAsync(Cancellation);
        using var scope = TenantScope.Enter(Invoices.Red);
        foreach (
            var sql in new[]
            {
                "select 1 where false",
                "select null::integer",
                "update invoice set total = total where total = 3",
                "update invoice set total = total where total = 3 returning total",
                "select 1; update invoice set total = total where total = 3; select 2",
                "create temporary table t as select 1",
                "drop table t",
            }
        )
        {
            await using var ours = connection.Command(sql);
            await using var theirs = bare.Command(sql);

            Assert.Equal(await OutcomeAsync(theirs), await OutcomeAsync(ours));
        }
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task Readers_behave_as_they_were_asked_to(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var command = connection.Command(Rows);

        Assert.Equal(3, await CountAsync(command, CommandBehavior.SequentialAccess));
        Assert.Equal(1, await CountAsync(command, CommandBehavior.SingleRow));
        Assert.Equal(3, await CountAsync(command, CommandBehavior.SingleResult));
        await using (var schema = await command.ExecuteReaderAsync(CommandBehavior.SchemaOnly, Cancellation))
        {
            Assert.Equal("total", schema.GetName(0));
            Assert.False(await schema.ReadAsync(Cancellation));
        }

        await using (var keys = await command.ExecuteReaderAsync(CommandBehavior.KeyInfo, Cancellation))
        {
            Assert.Equal("invoice", (await keys.GetColumnSchemaAsync(Cancellation))[0].BaseTableName);
        }

        Assert.Equal(3, await CountAsync(command, CommandBehavior.CloseConnection));
        Assert.Equal(ConnectionState.Closed, connection.State);
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task An_error_barrier_in_a_batch_does_not_cut_the_bind_off(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var batch = connection.Batch("update invoice set total = 1", "select 1 / 0", Invoices.Sum);
        ((NpgsqlBatchCommand)batch.BatchCommands[0]).AppendErrorBarrier = true;

        await Assert.ThrowsAsync<PostgresException>(() => batch.ExecuteNonQueryAsync(Cancellation));
        Assert.Equal(3, await connection.SumAsync(Invoices.Red));
        batch.BatchCommands.RemoveAt(1);

        Assert.Equal(3L, await batch.ExecuteScalarAsync(Cancellation));
        Assert.Equal(3, batch.BatchCommands[0].RecordsAffected);
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task Synchronous_calls_are_bound_as_well(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);

        var counts = await Task.Run(() => Synchronously(database), Cancellation);

        Assert.Equal([3L, 3L, 3L, 3L, 2L, 0L], counts);
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_command_of_the_data_source_itself_is_bound(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        using var scope = TenantScope.Enter(Invoices.Blue);

        await using var command = database.Source.CreateCommand(Invoices.Sum);
        await using var batch = database.Source.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Invoices.Sum));

        Assert.Equal(Invoices.BlueSum, await command.ExecuteScalarAsync(Cancellation));
        Assert.Equal(Invoices.BlueSum, await batch.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task A_command_takes_no_connection_of_another_kind()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var connection = await database.Source.RentAsync();
        await using var command = connection.Command(Invoices.Sum);

        Assert.Throws<ArgumentException>(() => command.Connection = connection.Inner);
    }

    private static List<long> Synchronously(TestDatabase database)
    {
        using var scope = TenantScope.Enter(Invoices.Red);
        using var connection = database.Source.OpenConnection();
        using var count = connection.Command("select count(*) from invoice");
        var counts = new List<long> { (long)count.ExecuteScalar()! };
        count.Prepare();
        counts.Add((long)count.ExecuteScalar()!);
        using (var transaction = connection.BeginTransaction())
        {
            using var batch = connection.Batch("update invoice set total = 9", "select count(*) from invoice");
            counts.Add(batch.ExecuteNonQuery());
            counts.Add((long)batch.ExecuteScalar()!);
            transaction.Save("s");
            using var delete = connection.Command("delete from invoice");
            delete.ExecuteNonQuery();
            transaction.Rollback("s");
            using var one = connection.Command("delete from invoice where ctid = (select min(ctid) from invoice)");
            one.ExecuteNonQuery();
            transaction.Commit();
        }

        using (var rows = connection.Command(Rows).ExecuteReader())
        {
            counts.Add(rows.Cast<IDataRecord>().LongCount());
        }

        using var others = connection.Command("select count(*) from invoice where tenant_id <> ringfence.tenant()");
        counts.Add((long)others.ExecuteScalar()!);
        return counts;
    }

    private static NpgsqlParameter Named(string name, int value) => new(name, value);

    private static async Task<string> OutcomeAsync(DbCommand command)
    {
        var affected = await command.ExecuteNonQueryAsync(Cancellation);
        var scalar = command.CommandText.Contains("table t", StringComparison.Ordinal)
            ? null
            : await command.ExecuteScalarAsync(Cancellation);
        return $"{affected} affected, {scalar ?? "nothing"} of type {scalar?.GetType()}";
    }

    private static async Task<int> CountAsync(DbCommand command, CommandBehavior behavior)
    {
        await using var reader = await command.ExecuteReaderAsync(behavior, Cancellation);
        return await CountAsync(reader);
    }

    private static async Task<int> CountAsync(DbDataReader reader)
    {
        var count = 0;
        while (await reader.ReadAsync(Cancellation))
        {
            count++;
        }

        return count;
    }
}
