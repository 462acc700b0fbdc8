using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Ringfence;
using Ringfence.EntityFrameworkCore;
using Ringfence.Npgsql;
using Ringfence.Testing.Databases;

namespace PostgresTests.EntityFrameworkCore;

public sealed class ContextServicesTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("context")]
    [InlineData("pool")]
    [InlineData("factory")]
    public async Task Contexts_from_the_services_serve_one_tenant_after_the_other(string way)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var services = Services(database, way);

        for (var round = 0; round < 10; round++)
        {
            Assert.Equal(2, await CountAsync(services, Shop.Red));
            Assert.Equal(1, await CountAsync(services, Shop.Blue));
        }
    }

    [Fact]
    public async Task A_query_is_bound_again_when_it_is_retried()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var context = new ShopContext(
            new DbContextOptionsBuilder<ShopContext>()
                .OfMany()
                .UseNpgsql(npgsql => npgsql.EnableRetryOnFailure())
                .UseRingfence(database.Source)
                .Options
        );
        using var scope = TenantScope.Enter(Shop.Red);
        Assert.Equal(2, await context.Customers.CountAsync(Cancellation));

        await using (
            var killer = database.Superuser.CreateCommand(
                "select pg_terminate_backend(a.pid) from pg_stat_activity as a"
                    + " where a.datname = current_database() and a.usename = 'ringfence_app'"
            )
        )
        {
            await killer.ExecuteNonQueryAsync(Cancellation);
        }

        Assert.Equal(2, await context.Customers.CountAsync(Cancellation));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Interceptors_of_others_go_on(bool isFirst)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        var other = new Commenting();
        var builder = new DbContextOptionsBuilder<ShopContext>().OfMany().UseNpgsql();
        builder = isFirst
            ? builder.AddInterceptors(other).UseRingfence(database.Source)
            : builder.UseRingfence(database.Source).AddInterceptors(other);
        using var scope = TenantScope.Enter(Shop.Blue);
        await using var context = new ShopContext(builder.Options);

        Assert.Equal(1, context.Customers.Count());
        Assert.Equal(1, other.Seen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_logger_of_the_users_stays_and_commands_are_bound(bool isFirst)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        var builder = new DbContextOptionsBuilder<ShopContext>().OfMany().UseNpgsql();
        builder = isFirst
            ? builder.ReplaceService<IRelationalCommandDiagnosticsLogger, UsersLogger>().UseRingfence(database.Source)
            : builder.UseRingfence(database.Source).ReplaceService<IRelationalCommandDiagnosticsLogger, UsersLogger>();
        await using var context = new ShopContext(builder.Options);

        Assert.IsType<UsersLogger>(context.GetService<IRelationalCommandDiagnosticsLogger>());
        using (TenantScope.Enter(Shop.Red))
        {
            Assert.Equal(
                ["Ada", "Grace"],
                await context.Customers.Select(row => row.Name).Order().ToListAsync(Cancellation)
            );
        }

        using (TenantScope.Enter(Shop.Blue))
        {
            Assert.Equal(["Alan"], await context.Customers.Select(row => row.Name).ToListAsync(Cancellation));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_listens_to_the_answers_alone_hears_each(bool isAsync)
    {
        var heard = new List<string>();
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var context = database.Source.Open(to => to.LogTo(heard.Add, [RelationalEventId.CommandExecuted]));
        using var scope = TenantScope.Enter(Shop.Red);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(2, isAsync ? await context.Customers.CountAsync(Cancellation) : context.Customers.Count());
        }

        Assert.Equal(3, heard.Count);
    }

    [Fact]
    public async Task What_runs_outside_a_transaction_block_needs_no_tenant()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var context = database.Source.Open();

        var refusal = Assert.Throws<PostgresException>(() => context.Database.ExecuteSqlRaw("alter system reset all"));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    [Fact]
    public async Task The_owners_context_makes_the_database_with_no_tenant()
    {
        var name = $"made_{Guid.NewGuid():n}";
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        var owner = new NpgsqlConnectionStringBuilder(postgres.Server.SuperuserConnectionString) { Database = name };
        await using var context = new Ledger(
            new DbContextOptionsBuilder<Ledger>()
                .OfMany()
                .UseNpgsql(owner.ConnectionString)
                .UseRingfence(database.Source)
                .Options
        );

        Assert.True(await context.Database.EnsureCreatedAsync(Cancellation));
        Assert.False(await context.Database.EnsureCreatedAsync(Cancellation));
        Assert.True(await context.Database.EnsureDeletedAsync(Cancellation));
    }

    [Fact]
    public void Without_a_data_source_it_says_what_to_call()
    {
        var builder = new DbContextOptionsBuilder<ShopContext>().OfMany();

        Assert.Contains("UseNpgsql()", Message(), StringComparison.Ordinal);
        builder.UseNpgsql();
        Assert.Contains("AddNpgsql", Message(), StringComparison.Ordinal);

        string Message() => Assert.Throws<InvalidOperationException>(() => builder.UseRingfence()).Message;
    }

    [Fact]
    public async Task Asked_for_twice_it_binds_once_and_by_one_data_source()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var other = database.CreateSource();
        var counting = new Commenting();
        var builder = new DbContextOptionsBuilder<ShopContext>()
            .OfMany()
            .UseNpgsql()
            .UseRingfence(database.Source)
            .UseRingfence(database.Source)
            .AddInterceptors(counting);
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = new ShopContext(builder.Options);

        Assert.Equal(2, await context.Customers.CountAsync(Cancellation));
        Assert.Equal(1, counting.Binds);
        Assert.Throws<InvalidOperationException>(() => builder.UseRingfence(other));
    }

    private static ServiceProvider Services(TestDatabase database, string way)
    {
        var services = new ServiceCollection();
        services
            .AddRingfence()
            .AddNpgsql(database.ApplicationConnectionString, options => options.SigningKey = database.Secret);
        _ = way switch
        {
            "context" => services.AddDbContext<ShopContext>(to => to.OfMany().UseNpgsql().UseRingfence()),
            "pool" => services.AddDbContextPool<ShopContext>(to => to.OfMany().UseNpgsql().UseRingfence()),
            _ => services.AddPooledDbContextFactory<ShopContext>(to => to.OfMany().UseNpgsql().UseRingfence()),
        };
        return services.BuildServiceProvider();
    }

    private static async Task<int> CountAsync(ServiceProvider services, TenantId tenant)
    {
        await using var scope = services.CreateAsyncScope();
        using var _ = TenantScope.Enter(tenant);
        if (scope.ServiceProvider.GetService<IDbContextFactory<ShopContext>>() is not { } factory)
        {
            return await scope.ServiceProvider.GetRequiredService<ShopContext>().Customers.CountAsync(Cancellation);
        }

        await using var context = await factory.CreateDbContextAsync(Cancellation);
        return await context.Customers.CountAsync(Cancellation);
    }

    /// <summary>The tables of tenants need the contract, which a database that EF Core creates does not have.</summary>
    private sealed class Ledger(DbContextOptions<Ledger> options) : DbContext(options)
    {
        public DbSet<Currency> Currencies => Set<Currency>();
    }

    [Shared]
    private sealed class Currency
    {
        public required string Id { get; set; }
    }

    private sealed class Commenting : DbCommandInterceptor
    {
        public int Seen { get; private set; }

        public int Binds { get; private set; }

        public override InterceptionResult<DbDataReader> ReaderExecuting(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result
        )
        {
            Seen++;
            command.CommandText = $"/* seen */ {command.CommandText}";
            return result;
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        )
        {
            Binds = command.CommandText.Split("call ringfence.bind").Length - 1;
            return ValueTask.FromResult(result);
        }
    }
}
