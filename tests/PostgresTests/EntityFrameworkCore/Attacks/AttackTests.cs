using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;
using Npgsql;
using Ringfence;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Refusals;

namespace PostgresTests.EntityFrameworkCore.Attacks;

/// <summary>Ways in which what is one tenant's could reach another through a context.</summary>
public sealed class AttackTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed, "ringfence_bind")]
    [InlineData(Binding.Setting, "ringfence_bind")]
    [InlineData(Binding.Setting, "@RINGFENCE_BIND")]
    [InlineData(Binding.Password, "ringfence_bind")]
    public async Task A_parameter_named_as_the_binds_does_not_take_its_place(Binding binding, string name)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, binding);
        await using var context = database.Source.Open();
        using var scope = TenantScope.Enter(Shop.Red);
        var parameter = new NpgsqlParameter(name, Shop.Blue.Value);

        var rows = await context.Customers.FromSqlRaw("select * from customer", parameter).ToListAsync(Cancellation);

        Assert.Equal(["Ada", "Grace"], rows.Select(row => row.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_context_of_a_pool_brings_nothing_of_the_tenant_before(Binding binding)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, binding);
        var builder = new DbContextOptionsBuilder<ShopContext>().OfMany().UseNpgsql().UseRingfence(database.Source);
        var factory = new PooledDbContextFactory<ShopContext>(builder.Options, poolSize: 1);
        ShopContext first;
        using (TenantScope.Enter(Shop.Red))
        {
            await using var context = first = await factory.CreateDbContextAsync(Cancellation);
            await context.Database.OpenConnectionAsync(Cancellation);
            await context.Database.BeginTransactionAsync(Cancellation);
            await context.Customers.Include(row => row.Purchases).ToListAsync(Cancellation);
            context.Add(new Customer { Name = "Unsaved" });
        }

        using var blue = TenantScope.Enter(Shop.Blue);
        await using var next = await factory.CreateDbContextAsync(Cancellation);

        Assert.Same(first, next);
        Assert.Empty(next.ChangeTracker.Entries());
        Assert.Null(await next.Customers.FindAsync([1], Cancellation));
        Assert.Equal(["Alan"], await next.Customers.Select(row => row.Name).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task A_query_that_one_tenant_compiled_serves_the_other()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var context = database.Source.Open();
        var compiled = EF.CompileAsyncQuery(
            (ShopContext db, int least) => db.Purchases.Count(row => row.Total > least)
        );

        foreach (var (tenant, count) in new[] { (Shop.Red, 3), (Shop.Blue, 2), (Shop.Red, 3) })
        {
            using var scope = TenantScope.Enter(tenant);
            Assert.Equal(count, await compiled(context, 0));
            Assert.Equal(count, await context.Purchases.CountAsync(row => row.Total > 0, Cancellation));
        }
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    public async Task An_interceptor_that_takes_the_bind_away_sees_nobodys_rows(Binding binding)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, binding);
        await using var context = database.Source.Open(to => to.AddInterceptors(new Stripping()));
        using var scope = TenantScope.Enter(Shop.Red);

        Assert.Empty(await context.Customers.ToListAsync(Cancellation));
        context.Add(new Customer { Name = "Nobody's" });
        await Assert.ThrowsAsync<RowRefusedException>(() => context.SaveChangesAsync(Cancellation));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    public async Task A_command_made_of_a_query_is_unbound_when_it_is_run_by_hand(Binding binding)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, binding);
        await using var context = database.Source.Open();
        using var scope = TenantScope.Enter(Shop.Red);
        await context.Database.OpenConnectionAsync(Cancellation);
        Assert.Equal(2, await context.Customers.CountAsync(Cancellation));

        await using var command = context.Customers.CreateDbCommand();
        await using var reader = await command.ExecuteReaderAsync(Cancellation);

        Assert.False(await reader.ReadAsync(Cancellation));
    }

    [Fact]
    public async Task What_was_read_for_one_tenant_is_not_changed_for_the_other()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var context = database.Source.Open();
        using (TenantScope.Enter(Shop.Red))
        {
            (await context.Customers.SingleAsync(row => row.Id == 1, Cancellation)).Name = "Changed";
        }

        using (TenantScope.Enter(Shop.Blue))
        {
            await Assert.ThrowsAsync<ForeignTenantException>(() => context.SaveChangesAsync(Cancellation));
        }

        using var red = TenantScope.Enter(Shop.Red);
        Assert.Equal(
            "Ada",
            await context.Customers.Where(row => row.Id == 1).Select(row => row.Name).SingleAsync(Cancellation)
        );
    }

    [Fact]
    public async Task A_split_query_that_goes_on_for_another_tenant_brings_none_of_its_rows()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var context = database.Source.Open();
        var query = context.Customers.Include(row => row.Purchases).OrderBy(row => row.Id).AsSplitQuery();
        var seen = new List<string>();
        IAsyncEnumerator<Customer> rows;
        using (TenantScope.Enter(Shop.Red))
        {
            rows = query.AsAsyncEnumerable().GetAsyncEnumerator(Cancellation);
            Assert.True(await rows.MoveNextAsync());
            seen.Add(rows.Current.Name);
        }

        using (TenantScope.Enter(Shop.Blue))
        {
            while (await rows.MoveNextAsync())
            {
                seen.Add(rows.Current.Name);
            }
        }

        await rows.DisposeAsync();
        Assert.Equal(["Ada", "Grace"], seen);
        Assert.DoesNotContain(context.ChangeTracker.Entries<Purchase>(), entry => entry.Entity.Total >= 10);
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_transaction_that_outlives_its_scope_serves_nobody_else(Binding binding)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, binding);
        await using var context = database.Source.Open();
        using (TenantScope.Enter(Shop.Red))
        {
            await context.Database.BeginTransactionAsync(Cancellation);
            context.Add(new Customer { Name = "Edsger" });
            await context.SaveChangesAsync(Cancellation);
        }

        await Assert.ThrowsAsync<TenantMissingException>(() => context.Customers.CountAsync(Cancellation));
        using (TenantScope.Enter(Shop.Blue))
        {
            await Assert.ThrowsAsync<TenantChangedException>(() => context.Customers.CountAsync(Cancellation));
        }

        await context.Database.CommitTransactionAsync(Cancellation);
        using var blue = TenantScope.Enter(Shop.Blue);
        Assert.Equal(1, await context.Customers.CountAsync(Cancellation));
    }

    [Fact]
    public async Task A_connection_of_another_data_source_serves_no_tenant()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var other = database.CreateSource();
        using var scope = TenantScope.Enter(Shop.Red);

        await using var byString = database.Source.Open();
        byString.Database.SetConnectionString(database.ApplicationConnectionString);
        await Assert.ThrowsAsync<ContextConnectionException>(() => byString.Customers.ToListAsync(Cancellation));

        await using var byConnection = database.Source.Open();
        byConnection.Database.SetDbConnection(database.Superuser.CreateConnection(), contextOwnsConnection: true);
        await Assert.ThrowsAsync<ContextConnectionException>(() => byConnection.Customers.ToListAsync(Cancellation));

        await using var byOther = database.Source.Open();
        byOther.Database.SetDbConnection(other.Inner.CreateConnection(), contextOwnsConnection: true);
        await Assert.ThrowsAsync<ContextConnectionException>(() => byOther.Customers.ToListAsync(Cancellation));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Password)]
    public async Task No_secret_stands_in_logs_errors_or_texts_of_queries(Binding binding)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, binding);
        var lines = new List<string>();
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = database.Source.Open(to =>
            to.EnableSensitiveDataLogging().EnableDetailedErrors().LogTo(lines.Add, LogLevel.Trace)
        );

        lines.Add(context.Customers.Where(row => row.Id > 0).ToQueryString());
        lines.Add(
            $"{await Record.ExceptionAsync(() => context.Database.ExecuteSqlRawAsync("select 1 / 0", Cancellation))}"
        );
        context.AddRange(new Purchase { CustomerId = 1, Total = -1 }, new Customer { Name = "New" });
        lines.Add($"{await Record.ExceptionAsync(() => context.SaveChangesAsync(Cancellation))}");
        context.ChangeTracker.Clear();
        lines.Add(
            $"{await Record.ExceptionAsync(() => context.Customers.FromSqlRaw("nonsense").ToListAsync(Cancellation))}"
        );

        Assert.Contains(lines, line => line.Contains("22012", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("23514", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("|rf1|", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains(database.Secret!, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_stream_begun_for_one_tenant_ends_with_its_rows(Binding binding)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, binding);
        await using var context = database.Source.Open();
        var totals = new List<int>();
        var rows = context.Purchases.OrderBy(row => row.Total).AsAsyncEnumerable();

        using (TenantScope.Enter(Shop.Red))
        {
            await foreach (var row in rows)
            {
                using var blue = TenantScope.Enter(Shop.Blue);
                totals.Add(row.Total);
                await using var other = database.Source.Open();
                Assert.Equal(2, await other.Purchases.CountAsync(Cancellation));
            }
        }

        Assert.Equal([1, 2, 3], totals);
    }

    /// <summary>Comes after ours, and leaves the text as the user's query is.</summary>
    private sealed class Stripping : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        )
        {
            command.CommandText = command.CommandText[
                (command.CommandText.IndexOf('\n', StringComparison.Ordinal) + 1)..
            ];
            return ValueTask.FromResult(result);
        }
    }
}
