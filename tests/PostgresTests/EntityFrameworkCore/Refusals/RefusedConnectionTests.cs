using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Ownership;
using Ringfence.EntityFrameworkCore.Refusals;
using Ringfence.Npgsql;

namespace PostgresTests.EntityFrameworkCore.Refusals;

/// <summary>A context lets go of its connection after a refusal as after any other error.</summary>
public sealed class RefusedConnectionTests(PostgresFixture postgres)
{
    private const string AnothersRow =
        "insert into customer (tenant_id, name) values ('22222222-2222-2222-2222-222222222222', 'Mallory') returning *";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("query")]
    [InlineData("query async")]
    [InlineData("raw")]
    [InlineData("raw async")]
    [InlineData("save")]
    [InlineData("save async")]
    public async Task It_is_closed_where_the_bind_was_refused(string statement)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var forging = database.CreateSource(options =>
            options.SigningKey = $"rfk1.9.{new string('A', 43)}"
        );
        await using var context = forging.Open();
        using var scope = TenantScope.Enter(Shop.Red);
        context.Add(new Customer { Name = "Edsger" });

        await Assert.ThrowsAsync<TenantRefusedException>(() =>
            statement switch
            {
                "query" => Task.FromResult(context.Customers.ToList().Count),
                "query async" => context.Customers.CountAsync(Cancellation),
                "raw" => Task.FromResult(context.Database.SqlQuery<int>($"select 1").ToList().Count),
                "raw async" => context.Database.SqlQuery<int>($"select 1").ToListAsync(Cancellation),
                "save" => Task.FromResult(context.SaveChanges()),
                _ => context.SaveChangesAsync(Cancellation),
            }
        );

        Assert.Equal(ConnectionState.Closed, context.Database.GetDbConnection().State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_was_opened_by_hand_stays_open_until_it_is_closed(bool isAsync)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var context = Open(database.Source);
        using var scope = TenantScope.Enter(Shop.Red);
        await context.Database.OpenConnectionAsync(Cancellation);

        await RefuseAsync(context, isAsync);

        Assert.Equal(ConnectionState.Open, context.Database.GetDbConnection().State);
        Assert.Equal(2, await context.Customers.CountAsync(Cancellation));
        await context.Database.CloseConnectionAsync();
        Assert.Equal(ConnectionState.Closed, context.Database.GetDbConnection().State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task So_does_one_where_the_second_command_of_a_query_was_refused(bool isAsync)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var context = database.Source.Open(to => to.AddInterceptors(new WritingInTheSecond()));
        using var scope = TenantScope.Enter(Shop.Red);
        await context.Database.OpenConnectionAsync(Cancellation);
        var split = context.Customers.Include(row => row.Purchases).AsSplitQuery();

        await Assert.ThrowsAsync<RowRefusedException>(() =>
            isAsync ? split.ToListAsync(Cancellation) : Task.FromResult(split.AsEnumerable().ToList())
        );

        Assert.Equal(ConnectionState.Open, context.Database.GetDbConnection().State);
        Assert.Equal(3, await context.Purchases.CountAsync(Cancellation));
        await context.Database.CloseConnectionAsync();
        Assert.Equal(ConnectionState.Closed, context.Database.GetDbConnection().State);
    }

    /// <summary>What is refused on another's connection says nothing of the context's own.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task So_does_one_where_the_refused_command_had_another(bool isAsync)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var context = database.Source.Open();
        await using var other = database.Source.Open();
        using var scope = TenantScope.Enter(Shop.Red);
        await context.Database.OpenConnectionAsync(Cancellation);
        var command = context.GetService<IRawSqlCommandBuilder>().Build(AnothersRow);
        var on = new RelationalCommandParameterObject(
            other.GetService<IRelationalConnection>(),
            parameterValues: null,
            readerColumns: null,
            context,
            context.GetService<IRelationalCommandDiagnosticsLogger>()
        );

        await Assert.ThrowsAsync<RowRefusedException>(() =>
            isAsync ? command.ExecuteReaderAsync(on, Cancellation) : Task.FromResult(command.ExecuteReader(on))
        );

        Assert.Equal(ConnectionState.Open, context.Database.GetDbConnection().State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Under_the_password_binding_nobody_stays_bound(bool isAsync)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Password);
        await using var context = Open(database.Source);
        using var scope = TenantScope.Enter(Shop.Red);

        await RefuseAsync(context, isAsync);

        Assert.Equal(0, await database.Superuser.ReadAsync<long>("select count(*) from ringfence.session"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_context_that_comes_from_the_pool_again_closes_its_connections(bool isAsync)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        var pool = new PooledDbContextFactory<DeclaredContext>(Options(database.Source), poolSize: 1);
        using var scope = TenantScope.Enter(Shop.Red);
        await using (var former = await pool.CreateDbContextAsync(Cancellation))
        {
            await RefuseAsync(former, isAsync);
        }

        await using var context = await pool.CreateDbContextAsync(Cancellation);
        Assert.Equal(2, await context.Customers.CountAsync(Cancellation));

        Assert.Equal(ConnectionState.Closed, context.Database.GetDbConnection().State);
    }

    private static async Task RefuseAsync(DeclaredContext context, bool isAsync)
    {
        var returning = context
            .Customers.FromSqlRaw(AnothersRow)
            .IgnoreQueryFilters([OwnershipOptions.TenantFilterName]);
        await Assert.ThrowsAsync<RowRefusedException>(() =>
            isAsync ? returning.ToListAsync(Cancellation) : Task.FromResult(returning.AsEnumerable().ToList())
        );
    }

    private static DeclaredContext Open(TenantDataSource source) => new(Options(source));

    private static DbContextOptions<DeclaredContext> Options(TenantDataSource source) =>
        new DbContextOptionsBuilder<DeclaredContext>().OfMany().UseNpgsql().UseRingfence(source).Options;

    /// <summary>Puts what is refused into the second of a split query's commands, behind its bind.</summary>
    private sealed class WritingInTheSecond : DbCommandInterceptor
    {
        private int _seen;

        public override InterceptionResult<DbDataReader> ReaderExecuting(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result
        )
        {
            if (++_seen == 2)
            {
                var bound = command.CommandText.IndexOf('\n', StringComparison.Ordinal) + 1;
                command.CommandText = command.CommandText.Insert(
                    bound,
                    $"{AnothersRow.Replace(" returning *", ";\n", StringComparison.Ordinal)}"
                );
            }

            return result;
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        ) => ValueTask.FromResult(ReaderExecuting(command, eventData, result));
    }
}
