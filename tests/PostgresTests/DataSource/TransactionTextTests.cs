using Npgsql;
using Ringfence;

namespace PostgresTests.DataSource;

/// <summary>Transaction control that arrives as the text of a command.</summary>
public sealed class TransactionTextTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task What_a_savepoint_undoes_is_bound_again_by_the_next_command(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await transaction.SaveAsync("before_any_bind", Cancellation);
        await connection.RunAsync("update invoice set total = total + 1");

        await transaction.RollbackAsync("before_any_bind", Cancellation);

        Assert.Equal(Invoices.RedSum, await connection.ReadAsync<long>(Invoices.Sum));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_failed_transaction_goes_on_from_a_savepoint_as_its_tenant(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        await connection.RunAsync("begin");
        await connection.RunAsync("savepoint s");
        await Assert.ThrowsAsync<PostgresException>(() => connection.RunAsync("select 1 / 0"));

        await connection.RunAsync("rollback to savepoint s");

        Assert.Equal(Invoices.RedSum, await connection.ReadAsync<long>(Invoices.Sum));
        await connection.RunAsync("commit");
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task Begin_and_rollback_as_text_undo_what_was_done_between(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);

        await connection.RunAsync("begin isolation level serializable");
        Assert.Equal("serializable", await connection.ReadAsync<string>("show transaction_isolation"));
        await connection.RunAsync("update invoice set total = total + 1");
        await connection.RunAsync("rollback");

        Assert.Equal(Invoices.RedSum, await connection.ReadAsync<long>(Invoices.Sum));
        Assert.Equal(Invoices.BlueSum, await connection.SumAsync(Invoices.Blue));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task After_commit_and_chain_the_transaction_is_still_of_the_same_tenant(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        await connection.RunAsync("begin");

        await connection.RunAsync("commit and chain");

        await Assert.ThrowsAsync<TenantChangedException>(() => connection.SumAsync(Invoices.Blue));
        Assert.Equal(Invoices.RedSum, await connection.ReadAsync<long>(Invoices.Sum));
        await connection.RunAsync("commit and no chain");
        Assert.Equal(Invoices.BlueSum, await connection.SumAsync(Invoices.Blue));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task After_a_commit_that_failed_another_tenant_may_follow(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using (TenantScope.Enter(Invoices.Red))
        {
            await connection.RunAsync("begin");
            await connection.RunAsync("update invoice set note = 'the same, which is checked at the end'");

            var refusal = await Assert.ThrowsAsync<PostgresException>(() => connection.RunAsync("commit"));
            Assert.Equal(PostgresErrorCodes.UniqueViolation, refusal.SqlState);
        }

        Assert.Equal(Invoices.BlueSum, await connection.SumAsync(Invoices.Blue));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task After_a_transaction_object_failed_to_commit_another_tenant_may_follow(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using (TenantScope.Enter(Invoices.Red))
        {
            var transaction = await connection.BeginTransactionAsync(Cancellation);
            await connection.RunAsync("update invoice set note = 'the same, which is checked at the end'");
            await Assert.ThrowsAsync<PostgresException>(() => transaction.CommitAsync(Cancellation));
        }

        Assert.Equal(Invoices.BlueSum, await connection.SumAsync(Invoices.Blue));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_begin_that_was_refused_leaves_no_transaction(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using (TenantScope.Enter(Invoices.Red))
        {
            await Assert.ThrowsAsync<PostgresException>(() => connection.RunAsync("begin isolation level dreamt_up"));
        }

        Assert.Equal(Invoices.BlueSum, await connection.SumAsync(Invoices.Blue));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_text_that_ends_a_transaction_and_begins_another_leaves_it_with_its_tenant(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        await connection.RunAsync("begin; update invoice set total = total + 1");

        await connection.RunAsync("rollback; begin");

        await Assert.ThrowsAsync<TenantChangedException>(() => connection.SumAsync(Invoices.Blue));
        Assert.Equal(Invoices.RedSum, await connection.ReadAsync<long>(Invoices.Sum));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task What_follows_transaction_control_in_the_same_text_is_bound(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        await connection.RunAsync("begin");
        await connection.RunAsync("update invoice set total = total + 1");

        var sum = await connection.ReadAsync<long>($"rollback; {Invoices.Sum}");

        Assert.Equal(Invoices.RedSum, sum);
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task Transaction_control_in_front_hides_no_statement_from_the_scope(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using (TenantScope.Enter(Invoices.Red))
        {
            await connection.RunAsync("begin");
            await connection.ReadAsync<long>(Invoices.Sum);
        }

        const string Text = "savepoint s; insert into invoice (total) values (7)";
        await Assert.ThrowsAsync<TenantMissingException>(() => connection.RunAsync(Text));
        using (TenantScope.Enter(Invoices.Blue))
        {
            await Assert.ThrowsAsync<TenantChangedException>(() => connection.RunAsync(Text));
        }

        await connection.RunAsync("commit");
        Assert.Equal(Invoices.RedSum, await connection.SumAsync(Invoices.Red));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task Transaction_control_inside_a_batch_is_followed_by_a_bind(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var batch = connection.Batch(
            "begin",
            "update invoice set total = total + 1",
            "savepoint s",
            "delete from invoice",
            "rollback to s",
            "commit",
            Invoices.Sum
        );

        var sum = await batch.ExecuteScalarAsync(Cancellation);

        Assert.Equal(Invoices.RedSum + 3, sum);
        Assert.Equal(Invoices.BlueSum, await connection.SumAsync(Invoices.Blue));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_batch_of_transaction_control_alone_needs_no_scope(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using (TenantScope.Enter(Invoices.Red))
        {
            await connection.RunAsync("begin");
            await Assert.ThrowsAsync<PostgresException>(() => connection.RunAsync("select 1 / 0"));
        }

        await using var batch = connection.Batch("rollback");
        await batch.ExecuteNonQueryAsync(Cancellation);

        Assert.Equal(Invoices.BlueSum, await connection.SumAsync(Invoices.Blue));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task What_runs_only_outside_a_transaction_runs_unbound(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();

        await connection.RunAsync("/* as nobody */ vacuum");
        var refusal = await Assert.ThrowsAsync<PostgresException>(() =>
            connection.RunAsync("create index concurrently on invoice (total)")
        );

        // Refused since the role owns no table; behind a bind it would be refused for running in a transaction block.
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }
}
