using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using Ringfence;
using Ringfence.EntityFrameworkCore;
using Ringfence.Testing.Databases;

namespace PostgresTests.EntityFrameworkCore;

/// <summary>Raw texts that begin and end transactions, on a connection that stays open.</summary>
public sealed class BoundTextTests(PostgresFixture postgres)
{
    private const string Whole = "begin; insert into customer (name) values ('Edsger'); commit";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed, true)]
    [InlineData(Binding.Signed, false)]
    [InlineData(Binding.Setting, true)]
    [InlineData(Binding.Password, true)]
    public async Task After_a_text_with_a_whole_transaction_another_tenant_is_served(Binding binding, bool isAsync)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, binding);
        await using var context = await OpenAsync(database);
        using (TenantScope.Enter(Shop.Red))
        {
            _ = isAsync
                ? await context.Database.ExecuteSqlRawAsync(Whole, Cancellation)
                : context.Database.ExecuteSqlRaw(Whole);
        }

        Assert.Equal(1, await CountAsync(context, Shop.Blue));
        Assert.Equal(3, await CountAsync(context, Shop.Red));
    }

    [Fact]
    public async Task So_it_is_after_one_that_was_read()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var context = await OpenAsync(database);
        using (TenantScope.Enter(Shop.Red))
        {
            var names = context.Database.SqlQueryRaw<string>("begin; select name from customer where id = 1; commit");
            Assert.Equal(["Ada"], names.AsEnumerable().ToList());
        }

        Assert.Equal(1, await CountAsync(context, Shop.Blue));
    }

    [Theory]
    [InlineData("begin", "commit")]
    [InlineData("start transaction", "insert into customer (name) values ('Edsger'); commit")]
    public async Task Another_tenant_is_refused_until_the_text_that_ends_it(string begin, string end)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Setting);
        await using var context = await OpenAsync(database);
        using (TenantScope.Enter(Shop.Red))
        {
            await context.Database.ExecuteSqlRawAsync(begin, Cancellation);
        }

        await Assert.ThrowsAsync<TenantChangedException>(() => CountAsync(context, Shop.Blue));
        using (TenantScope.Enter(Shop.Red))
        {
            await context.Database.ExecuteSqlRawAsync(end, Cancellation);
        }

        Assert.Equal(1, await CountAsync(context, Shop.Blue));
    }

    /// <summary>With a statement of its own in front it would be that tenant's, in the other's transaction.</summary>
    [Fact]
    public async Task Another_tenant_does_not_end_it_by_a_text_that_does_more()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Setting);
        await using var context = await OpenAsync(database);
        using (TenantScope.Enter(Shop.Red))
        {
            await context.Database.ExecuteSqlRawAsync("begin", Cancellation);
        }

        using var scope = TenantScope.Enter(Shop.Blue);
        await Assert.ThrowsAsync<TenantChangedException>(() =>
            context.Database.ExecuteSqlRawAsync("insert into customer (name) values ('Edsger'); commit", Cancellation)
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transaction_whose_end_was_never_sent_goes_on(bool isAsync)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Setting);
        await using var context = database.Source.Open(to => to.AddInterceptors(new Stopping()));
        await context.Database.OpenConnectionAsync(Cancellation);
        using (TenantScope.Enter(Shop.Red))
        {
            await context.Database.ExecuteSqlRawAsync("begin", Cancellation);
        }

        _ = isAsync
            ? await Assert.ThrowsAsync<InvalidOperationException>(() =>
                context.Database.ExecuteSqlRawAsync("commit", Cancellation)
            )
            : Assert.Throws<InvalidOperationException>(() => context.Database.ExecuteSqlRaw("commit"));

        await Assert.ThrowsAsync<TenantChangedException>(() => CountAsync(context, Shop.Blue));
    }

    /// <summary>An interceptor that answers for the server: nobody says so.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task So_does_one_whose_end_another_interceptor_answered(bool isAsync)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Setting);
        await using var context = database.Source.Open(to => to.AddInterceptors(new Answering("commit")));
        await context.Database.OpenConnectionAsync(Cancellation);
        using (TenantScope.Enter(Shop.Red))
        {
            await context.Database.ExecuteSqlRawAsync("begin", Cancellation);
            _ = isAsync
                ? await context.Database.ExecuteSqlRawAsync("commit", Cancellation)
                : context.Database.ExecuteSqlRaw("commit");
            Assert.Equal(2, await context.Customers.CountAsync(Cancellation));
        }

        await Assert.ThrowsAsync<TenantChangedException>(() => CountAsync(context, Shop.Blue));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_whose_begin_another_interceptor_answered_keeps_no_tenant(bool isAsync)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Setting);
        await using var context = database.Source.Open(to => to.AddInterceptors(new Answering("begin")));
        await context.Database.OpenConnectionAsync(Cancellation);
        using (TenantScope.Enter(Shop.Red))
        {
            _ = isAsync
                ? await context.Database.ExecuteSqlRawAsync("begin", Cancellation)
                : context.Database.ExecuteSqlRaw("begin");
        }

        Assert.Equal(1, await CountAsync(context, Shop.Blue));
    }

    /// <summary>
    /// The driver uses its command again, and nobody told of the failure where an interceptor before throws itself.
    /// </summary>
    [Fact]
    public async Task It_is_not_ended_by_the_next_text_of_a_command_that_did_not_end_it()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Setting);
        await using var context = new ShopContext(
            new DbContextOptionsBuilder<ShopContext>()
                .OfMany()
                .UseNpgsql()
                .AddInterceptors(new Rethrowing())
                .UseRingfence(database.Source)
                .AddInterceptors(new Stopping())
                .Options
        );
        await context.Database.OpenConnectionAsync(Cancellation);
        using (TenantScope.Enter(Shop.Red))
        {
            await context.Database.ExecuteSqlRawAsync("begin", Cancellation);
            await Assert.ThrowsAsync<InvalidOperationException>(() =>
                context.Database.ExecuteSqlRawAsync("commit", Cancellation)
            );
            await context.Database.ExecuteSqlRawAsync("select 1", Cancellation);
        }

        await Assert.ThrowsAsync<TenantChangedException>(() => CountAsync(context, Shop.Blue));
    }

    [Fact]
    public async Task One_that_the_server_did_not_begin_keeps_no_tenant()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var context = await OpenAsync(database);
        using (TenantScope.Enter(Shop.Red))
        {
            await Assert.ThrowsAsync<PostgresException>(() =>
                context.Database.ExecuteSqlRawAsync("begin nonsense", Cancellation)
            );
        }

        Assert.Equal(1, await CountAsync(context, Shop.Blue));
    }

    /// <summary>Nobody says which of the statements failed: docs/ef-core.md tells of it.</summary>
    [Fact]
    public async Task One_that_a_text_of_several_statements_may_have_begun_keeps_its_tenant_until_it_is_ended()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var context = await OpenAsync(database);
        using (TenantScope.Enter(Shop.Red))
        {
            await Assert.ThrowsAsync<PostgresException>(() =>
                context.Database.ExecuteSqlRawAsync("select 1 / 0; begin", Cancellation)
            );
        }

        await Assert.ThrowsAsync<TenantChangedException>(() => CountAsync(context, Shop.Blue));
        using (TenantScope.Enter(Shop.Red))
        {
            await context.Database.ExecuteSqlRawAsync("rollback", Cancellation);
        }

        Assert.Equal(1, await CountAsync(context, Shop.Blue));
    }

    [Fact]
    public async Task One_that_the_server_did_not_commit_is_over()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using (
            var command = database.Superuser.CreateCommand(
                "alter table purchase alter constraint purchase_customer_id_fkey deferrable initially deferred"
            )
        )
        {
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        await using var context = await OpenAsync(database);
        using (TenantScope.Enter(Shop.Red))
        {
            await context.Database.ExecuteSqlRawAsync(
                "begin; insert into purchase (customer_id, total) values (99, 1)",
                Cancellation
            );
            await Assert.ThrowsAsync<PostgresException>(() =>
                context.Database.ExecuteSqlRawAsync("commit", Cancellation)
            );
        }

        Assert.Equal(1, await CountAsync(context, Shop.Blue));
    }

    private static async Task<ShopContext> OpenAsync(TestDatabase database)
    {
        var context = database.Source.Open();
        await context.Database.OpenConnectionAsync(Cancellation);
        return context;
    }

    private static async Task<int> CountAsync(ShopContext context, TenantId tenant)
    {
        using var scope = TenantScope.Enter(tenant);
        return await context.Customers.CountAsync(Cancellation);
    }

    /// <summary>Comes before Ringfence's.</summary>
    private sealed class Rethrowing : DbCommandInterceptor
    {
        public override Task CommandFailedAsync(
            DbCommand command,
            CommandErrorEventData eventData,
            CancellationToken cancellationToken = default
        ) =>
            eventData.Exception is InvalidOperationException e
                ? throw new InvalidOperationException("Not so.", e)
                : Task.CompletedTask;
    }

    /// <summary>Comes after Ringfence's, and answers for the server.</summary>
    private sealed class Answering(string text) : DbCommandInterceptor
    {
        public override InterceptionResult<int> NonQueryExecuting(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<int> result
        ) =>
            command.CommandText.Contains(text, StringComparison.Ordinal)
                ? InterceptionResult<int>.SuppressWithResult(0)
                : result;

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<int> result,
            CancellationToken cancellationToken = default
        ) => ValueTask.FromResult(NonQueryExecuting(command, eventData, result));
    }

    /// <summary>Comes after Ringfence's, and lets no transaction be committed.</summary>
    private sealed class Stopping : DbCommandInterceptor
    {
        public override InterceptionResult<int> NonQueryExecuting(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<int> result
        ) =>
            command.CommandText.Contains("commit", StringComparison.Ordinal)
                ? throw new InvalidOperationException("Not now.")
                : result;

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<int> result,
            CancellationToken cancellationToken = default
        ) => ValueTask.FromResult(NonQueryExecuting(command, eventData, result));
    }
}
