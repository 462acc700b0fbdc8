using System.Data;
using Microsoft.EntityFrameworkCore;
using PostgresTests.Limits;
using Ringfence;
using Ringfence.Npgsql.Limits;

namespace PostgresTests.EntityFrameworkCore.Telemetry;

/// <summary>What a context's commands take is their tenant's to pay.</summary>
public sealed class ContextLimitTests(PostgresFixture postgres)
{
    private static readonly TenantLimits TwoInTen = new()
    {
        StatementTime = TimeSpan.FromSeconds(2),
        Window = TimeSpan.FromSeconds(10),
    };

    private readonly ManualTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed, true)]
    [InlineData(Binding.Signed, false)]
    [InlineData(Binding.Password, true)]
    public async Task A_query_is_paid_for_until_it_is_read(Binding binding, bool async)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, binding);
        await using var source = database.Limited(TwoInTen, options => options.TimeProvider = _time);
        await using var context = source.Open();
        using (TenantScope.Enter(Shop.Red))
        {
            if (async)
            {
                await foreach (var _ in context.Customers.AsAsyncEnumerable())
                {
                    _time.Pass(TimeSpan.FromSeconds(1.5));
                }
            }
            else
            {
                foreach (var _ in context.Customers)
                {
                    _time.Pass(TimeSpan.FromSeconds(1.5));
                }
            }

            var refusal = await Assert.ThrowsAsync<TenantLimitedException>(() =>
                context.Customers.CountAsync(Cancellation)
            );
            Assert.InRange(refusal.RetryAfter.TotalSeconds, 5, 5.1);
        }

        using (TenantScope.Enter(Shop.Blue))
        {
            Assert.Equal(1, await context.Customers.CountAsync(Cancellation));
        }

        _time.Pass(TimeSpan.FromSeconds(6));
        using var red = TenantScope.Enter(Shop.Red);
        Assert.Equal(2, await context.Customers.CountAsync(Cancellation));
    }

    [Theory]
    [InlineData("save")]
    [InlineData("save async")]
    [InlineData("update")]
    [InlineData("update async")]
    [InlineData("raw")]
    [InlineData("raw async")]
    [InlineData("failing")]
    [InlineData("unbound")]
    [InlineData("retrying")]
    public async Task Every_kind_of_command_is_paid_for_once(string kind)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.Limited(TwoInTen, options => options.TimeProvider = _time);
        var meddling = new Meddling(_time);
        await using var context = source.Open(to =>
        {
            to.AddInterceptors(meddling);
            if (kind == "retrying")
            {
                to.UseNpgsql(npgsql => npgsql.EnableRetryOnFailure());
            }
        });
        using var scope = TenantScope.Enter(Shop.Red);
        await context.Database.OpenConnectionAsync(Cancellation);
        Assert.Equal(2, await context.Customers.CountAsync(Cancellation));
        meddling.Takes = TimeSpan.FromSeconds(3);

        await RunAsync(context, kind);

        var refusal = await Assert.ThrowsAsync<TenantLimitedException>(() =>
            context.Customers.CountAsync(Cancellation)
        );
        Assert.InRange(refusal.RetryAfter.TotalSeconds, 5, 5.1);
    }

    [Theory]
    [InlineData("query")]
    [InlineData("save")]
    [InlineData("raw")]
    public async Task What_another_interceptor_answers_costs_nothing(string kind)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.Limited(TwoInTen, options => options.TimeProvider = _time);
        var meddling = new Meddling(_time);
        await using var context = source.Open(to => to.AddInterceptors(meddling));
        using var scope = TenantScope.Enter(Shop.Red);
        await context.Database.OpenConnectionAsync(Cancellation);
        Assert.Equal(2, await context.Customers.CountAsync(Cancellation));
        (meddling.Takes, meddling.Answers) = (TimeSpan.FromSeconds(60), true);

        if (kind == "query")
        {
            Assert.Equal(
                42,
                await context.Database.SqlQueryRaw<int>("select 1 as \"Value\"").SingleAsync(Cancellation)
            );
        }
        else
        {
            Assert.Equal(0, await context.Database.ExecuteSqlRawAsync("delete from purchase", Cancellation));
            Assert.Equal(0, context.Customers.ExecuteDelete());
        }

        (meddling.Takes, meddling.Answers) = (TimeSpan.Zero, false);
        Assert.Equal(3, await context.Purchases.CountAsync(Cancellation));
    }

    [Fact]
    public async Task A_reader_that_is_left_to_its_connection_is_paid_for_with_it()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.Limited(TwoInTen, options => options.TimeProvider = _time);
        using var scope = TenantScope.Enter(Shop.Red);
        await using (var context = source.Open())
        {
            var left = context.Customers.AsAsyncEnumerable().GetAsyncEnumerator(Cancellation);
            Assert.True(await left.MoveNextAsync());
            _time.Pass(TimeSpan.FromSeconds(4));
        }

        await using var next = source.Open();
        await Assert.ThrowsAsync<TenantLimitedException>(() => next.Customers.CountAsync(Cancellation));
    }

    [Fact]
    public async Task What_was_begun_in_a_transaction_is_finished_and_paid_for()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.Limited(TwoInTen, options => options.TimeProvider = _time);
        var meddling = new Meddling(_time) { Takes = TimeSpan.FromSeconds(3) };
        await using var context = source.Open(to => to.AddInterceptors(meddling));
        using var scope = TenantScope.Enter(Shop.Red);
        await using (var transaction = await context.Database.BeginTransactionAsync(Cancellation))
        {
            await context.Customers.CountAsync(Cancellation);
            await context.Customers.ExecuteUpdateAsync(set => set.SetProperty(row => row.Name, "Gone"), Cancellation);
            await transaction.CommitAsync(Cancellation);
        }

        await Assert.ThrowsAsync<TenantLimitedException>(() => context.Customers.CountAsync(Cancellation));
        _time.Pass(TimeSpan.FromSeconds(60));
        Assert.Equal(2, await context.Customers.CountAsync(row => row.Name == "Gone", Cancellation));
    }

    /// <summary>Under the password binding a transaction is bound, and so refused, before it begins.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transaction_that_is_refused_leaves_the_connection_as_closed_as_it_was(bool async)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Password);
        await using var source = database.Limited(TwoInTen, options => options.TimeProvider = _time);
        var meddling = new Meddling(_time) { Takes = TimeSpan.FromSeconds(3) };
        await using var context = source.Open(to => to.AddInterceptors(meddling));
        using var scope = TenantScope.Enter(Shop.Red);
        await context.Customers.CountAsync(Cancellation);

        await Assert.ThrowsAsync<TenantLimitedException>(() =>
            async
                ? context.Database.BeginTransactionAsync(Cancellation)
                : Task.FromResult(context.Database.BeginTransaction())
        );

        Assert.Equal(ConnectionState.Closed, context.Database.GetDbConnection().State);
        _time.Pass(TimeSpan.FromSeconds(60));
        await using var transaction = await context.Database.BeginTransactionAsync(Cancellation);
        Assert.Equal(2, await context.Customers.CountAsync(Cancellation));
    }

    [Theory]
    [InlineData(120, 7)]
    [InlineData(0, 7)]
    [InlineData(5, 5)]
    public async Task A_commands_timeout_is_lowered_to_its_tenants(int own, int lowered)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.Limited(new() { MaxCommandTimeout = TimeSpan.FromSeconds(7) });
        var meddling = new Meddling(_time);
        await using var context = source.Open(to => to.AddInterceptors(meddling));
        context.Database.SetCommandTimeout(own);
        using var scope = TenantScope.Enter(Shop.Red);

        await context.Customers.CountAsync(Cancellation);

        Assert.Equal(lowered, meddling.Timeout);
        Assert.Equal(own, context.Database.GetCommandTimeout());
    }

    private static async Task RunAsync(ShopContext context, string kind)
    {
        switch (kind)
        {
            case "save":
                context.Add(new Customer { Name = "Edsger" });
                context.SaveChanges();
                break;
            case "save async":
                context.Add(new Customer { Name = "Edsger" });
                await context.SaveChangesAsync(Cancellation);
                break;
            case "update":
                context.Customers.ExecuteUpdate(set => set.SetProperty(row => row.Name, "Gone"));
                break;
            case "update async":
                await context.Customers.ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.Name, "Gone"),
                    Cancellation
                );
                break;
            case "raw":
                context.Database.ExecuteSqlRaw("update customer set name = name");
                break;
            case "failing":
                await Assert.ThrowsAnyAsync<Exception>(() =>
                    context.Database.ExecuteSqlRawAsync("select 1 / 0", Cancellation)
                );
                break;
            case "unbound":
                await Assert.ThrowsAnyAsync<Exception>(() =>
                    context.Database.ExecuteSqlRawAsync("alter system reset all", Cancellation)
                );
                break;
            case "retrying":
                Assert.Equal(2, (await context.Customers.ToListAsync(Cancellation)).Count);
                break;
            default:
                await context.Database.ExecuteSqlRawAsync("update customer set name = name", Cancellation);
                break;
        }
    }
}
