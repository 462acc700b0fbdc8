using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;
using PostgresTests.Proxy;
using Ringfence;
using Ringfence.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore;

public sealed class BoundContextTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task Queries_see_the_rows_of_the_tenant_in_scope(Binding binding)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, binding);

        Assert.Equal("Ada:1,2 Grace:3", await ReadAsync(Shop.Red));
        Assert.Equal("Alan:10,20", await ReadAsync(Shop.Blue));

        async Task<string> ReadAsync(TenantId tenant)
        {
            await using var context = database.Source.Open();
            using var scope = TenantScope.Enter(tenant);
            var rows = await context
                .Customers.Include(row => row.Purchases.OrderBy(purchase => purchase.Total))
                .OrderBy(row => row.Name)
                .ToListAsync(Cancellation);
            return string.Join(
                ' ',
                rows.Select(row => $"{row.Name}:{string.Join(',', row.Purchases.Select(p => p.Total))}")
            );
        }
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task What_is_saved_is_the_tenants(Binding binding)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, binding);
        await using var context = database.Source.Open();
        using (TenantScope.Enter(Shop.Red))
        {
            context.Add(
                new Customer
                {
                    Name = "Edsger",
                    Purchases =
                    {
                        new() { Total = 4 },
                        new() { Total = 5 },
                    },
                }
            );
            Assert.Equal(3, await context.SaveChangesAsync(Cancellation));
            Assert.Equal(3, context.Customers.Count());
        }

        using (TenantScope.Enter(Shop.Blue))
        {
            Assert.Equal(1, context.Customers.Count());
        }
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    public async Task Each_kind_of_command_takes_the_flights_of_plain_EF_Core(Binding binding)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, binding);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.CreateSource(connect: to => to.Port = proxy.Port);
        await using var plain = await Shop.CreatePlainAsync(postgres.Server);
        await using var bare = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(postgres.Server.SuperuserConnectionString)
            {
                Database = plain.Name,
                Port = proxy.Port,
            }
        );
        using var scope = TenantScope.Enter(Shop.Red);

        foreach (var (name, work) in Works())
        {
            Assert.Equal(
                (
                    name,
                    await CountAsync(
                        () =>
                            new ShopContext(
                                new DbContextOptionsBuilder<ShopContext>().OfMany().UseNpgsql(bare).Options
                            ),
                        work
                    )
                ),
                (name, await CountAsync(() => source.Open(), work))
            );
        }

        async Task<int> CountAsync(Func<ShopContext> open, Func<ShopContext, Task> work)
        {
            await using (var warm = open())
            {
                await warm.Customers.CountAsync(Cancellation);
            }

            await using var context = open();
            return await proxy.CountAsync(async () =>
            {
                try
                {
                    await work(context);
                }
                catch (DbUpdateException)
                {
                    // Also a lost update takes the same flights.
                }
            });
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_lost_update_is_seen_wherever_it_stands_in_the_batch(int stale)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = database.Source.Open();
        context.AddRange(new Customer { Name = "Edsger" });
        await context.SaveChangesAsync(Cancellation);
        var rows = await context.Customers.OrderBy(row => row.Id).ToListAsync(Cancellation);
        await using (var other = database.Source.Open())
        {
            await other
                .Customers.Where(row => row.Id == rows[stale].Id)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Version, 7), Cancellation);
        }

        rows.ForEach(row => row.Name += "!");
        var lost = await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => context.SaveChangesAsync(Cancellation));

        Assert.Same(rows[stale], Assert.Single(lost.Entries).Entity);
    }

    [Fact]
    public async Task Without_a_scope_nothing_is_sent()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.CreateSource(connect: to => to.Port = proxy.Port);
        await using (await source.OpenConnectionAsync(Cancellation)) { }

        await using var context = source.Open();
        var flights = await proxy.CountAsync(async () =>
        {
            await Assert.ThrowsAsync<TenantMissingException>(() => context.Customers.ToListAsync(Cancellation));
            Assert.Throws<TenantMissingException>(() => context.Database.ExecuteSqlRaw("delete from purchase"));
            Assert.Throws<TenantMissingException>(() => context.Add(new Customer { Name = "Nobody" }));
        });

        Assert.Equal(0, flights);
    }

    [Fact]
    public async Task A_transaction_keeps_its_tenant()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var context = database.Source.Open();
        using var red = TenantScope.Enter(Shop.Red);
        await using (await context.Database.BeginTransactionAsync(Cancellation))
        {
            Assert.Equal(2, await context.Customers.CountAsync(Cancellation));
            using (TenantScope.Enter(Shop.Blue))
            {
                await Assert.ThrowsAsync<TenantChangedException>(() => context.Customers.CountAsync(Cancellation));
            }
        }

        using var blue = TenantScope.Enter(Shop.Blue);
        await using var next = await context.Database.BeginTransactionAsync(Cancellation);
        Assert.Equal(1, await context.Customers.CountAsync(Cancellation));
    }

    [Fact]
    public async Task A_transaction_is_its_tenants_however_that_is_spelled()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var context = database.Source.Open();
        using var scope = TenantScope.Enter(TenantId.Parse("AAAAAAAA-AAAA-AAAA-AAAA-AAAAAAAAAAAA", TenantIdType.Text));
        await using var transaction = await context.Database.BeginTransactionAsync(Cancellation);

        Assert.Equal(0, await context.Customers.CountAsync(Cancellation));
    }

    [Theory]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_transaction_that_is_used_once_more_keeps_its_tenant(Binding binding)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, binding);
        await using var context = database.Source.Open();
        await context.Database.OpenConnectionAsync(Cancellation);
        await using var transaction = await context.Database.GetDbConnection().BeginTransactionAsync(Cancellation);
        using (TenantScope.Enter(Shop.Red))
        {
            await context.Database.UseTransactionAsync(transaction, Cancellation);
            Assert.Equal(2, await context.Customers.CountAsync(Cancellation));
            await context.Database.UseTransactionAsync(null, Cancellation);
        }

        using var blue = TenantScope.Enter(Shop.Blue);
        await context.Database.UseTransactionAsync(transaction, Cancellation);
        await Assert.ThrowsAsync<TenantChangedException>(() => context.Customers.CountAsync(Cancellation));
    }

    [Theory]
    [InlineData(Binding.Signed, true)]
    [InlineData(Binding.Signed, false)]
    [InlineData(Binding.Setting, true)]
    [InlineData(Binding.Password, true)]
    public async Task The_next_transaction_of_a_connection_may_be_anothers(Binding binding, bool closes)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, binding);
        var context = database.Source.Open();
        foreach (var (tenant, customers) in new[] { (Shop.Red, 2), (Shop.Blue, 1), (Shop.Red, 2) })
        {
            using var scope = TenantScope.Enter(tenant);
            await context.Database.OpenConnectionAsync(Cancellation);
            await using (var transaction = await context.Database.GetDbConnection().BeginTransactionAsync(Cancellation))
            {
                await context.Database.UseTransactionAsync(transaction, Cancellation);
                Assert.Equal(customers, await context.Customers.CountAsync(Cancellation));
                await transaction.CommitAsync(Cancellation);
                await context.Database.UseTransactionAsync(null, Cancellation);
            }

            if (closes)
            {
                await context.DisposeAsync();
                context = database.Source.Open();
            }
        }

        await context.DisposeAsync();
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_transaction_that_was_enlisted_in_by_hand_keeps_its_tenant(Binding binding)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, binding);
        await using var context = database.Source.Open();
        using var red = TenantScope.Enter(Shop.Red);
        using var transaction = new CommittableTransaction();
        await context.Database.OpenConnectionAsync(Cancellation);
        context.Database.EnlistTransaction(transaction);
        Assert.Equal(2, await context.Customers.CountAsync(Cancellation));

        using var blue = TenantScope.Enter(Shop.Blue);
        await Assert.ThrowsAsync<TenantChangedException>(() => context.Customers.CountAsync(Cancellation));
    }

    [Fact]
    public async Task An_ambient_transaction_keeps_its_tenant()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var context = database.Source.Open();
        using var red = TenantScope.Enter(Shop.Red);
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await context.Customers.ExecuteUpdateAsync(set => set.SetProperty(row => row.Name, "Gone"), Cancellation);
            using (TenantScope.Enter(Shop.Blue))
            {
                await Assert.ThrowsAsync<TenantChangedException>(() => context.Customers.CountAsync(Cancellation));
            }
        }

        Assert.Equal(0, await context.Customers.CountAsync(row => row.Name == "Gone", Cancellation));
    }

    [Theory]
    [InlineData(
        "select c.* from customer as c where c.name = 'x' union all select c.id, c.tenant_id, @ringfence_bind::text, 1 from customer as c"
    )]
    [InlineData(
        "select c.* from customer as c where c.name = 'x' union all select c.id, c.tenant_id, @RINGFENCE_BIND::text, 1 from customer as c"
    )]
    public async Task Injected_SQL_cannot_name_the_binds_parameter(string sql)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = database.Source.Open();

        await Assert.ThrowsAsync<PostgresException>(() => context.Customers.FromSqlRaw(sql).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task A_token_does_not_stand_in_a_log_even_where_parameters_do()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        var lines = new List<string>();
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = database.Source.Open(to =>
            to.EnableSensitiveDataLogging().LogTo(lines.Add, LogLevel.Trace)
        );

        await context.Customers.Where(row => row.Name == "Ada").ToListAsync(Cancellation);

        Assert.Contains(lines, line => line.Contains("ringfence_bind", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("rf1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_connection_of_its_own_serves_no_tenant()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = new ShopContext(
            new DbContextOptionsBuilder<ShopContext>()
                .OfMany()
                .UseNpgsql(database.ApplicationConnectionString)
                .UseRingfence(database.Source)
                .Options
        );

        await Assert.ThrowsAsync<ContextConnectionException>(() => context.Customers.ToListAsync(Cancellation));
    }

    private static IEnumerable<(string Name, Func<ShopContext, Task> Work)> Works() =>
        [
            ("query", context => context.Customers.AsNoTracking().ToListAsync(Cancellation)),
            ("include", context => context.Customers.Include(row => row.Purchases).ToListAsync(Cancellation)),
            (
                "split query",
                context => context.Customers.Include(row => row.Purchases).AsSplitQuery().ToListAsync(Cancellation)
            ),
            ("raw query", context => context.Customers.FromSqlRaw("select * from customer").ToListAsync(Cancellation)),
            (
                "raw command",
                context => context.Database.ExecuteSqlRawAsync("update customer set name = name", Cancellation)
            ),
            ("scalar", context => context.Database.SqlQueryRaw<int>("select 1 as \"Value\"").SingleAsync(Cancellation)),
            (
                "execute update",
                context =>
                    context.Purchases.ExecuteUpdateAsync(
                        set => set.SetProperty(row => row.Total, row => row.Total + 1),
                        Cancellation
                    )
            ),
            ("insert", context => Save(context, new Customer { Name = "A" })),
            (
                "graph",
                context =>
                    Save(
                        context,
                        new Customer
                        {
                            Name = "A",
                            Purchases =
                            {
                                new() { Total = 1 },
                                new() { Total = 2 },
                            },
                        }
                    )
            ),
            (
                "transaction",
                async context =>
                {
                    await using var transaction = await context.Database.BeginTransactionAsync(Cancellation);
                    await Save(context, new Customer { Name = "A" });
                    await Save(context, new Customer { Name = "B" });
                    await transaction.CommitAsync(Cancellation);
                }
            ),
        ];

    private static async Task Save(ShopContext context, Customer customer)
    {
        context.Add(customer);
        await context.SaveChangesAsync(Cancellation);
    }
}
