using System.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Ringfence;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Ownership;
using Ringfence.EntityFrameworkCore.Refusals;
using Ringfence.Npgsql;
using Ringfence.Testing.Databases;

namespace PostgresTests.EntityFrameworkCore.Refusals;

public sealed class RefusedRowTests(PostgresFixture postgres)
{
    private const string AnothersRow =
        "insert into customer (tenant_id, name) values ('22222222-2222-2222-2222-222222222222', 'Mallory')";

    private static readonly Guid Blue = Guid.Parse(Shop.Blue.Value);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed, true)]
    [InlineData(Binding.Signed, false)]
    [InlineData(Binding.Setting, true)]
    [InlineData(Binding.Password, true)]
    public async Task An_entity_of_another_tenant_is_not_saved_and_the_refusal_says_where(Binding binding, bool async)
    {
        await using var database = await WithTriggerAsync(binding);
        await using var context = Open(database.Source);
        using var scope = TenantScope.Enter(Shop.Red);
        var mallory = new DeclaredCustomer { Name = "Mallory" };
        context.AddRange(new DeclaredCustomer { Name = "Edsger" }, mallory);

        var refusal = async
            ? await Assert.ThrowsAsync<RowRefusedException>(() => context.SaveChangesAsync(Cancellation))
            : Assert.Throws<RowRefusedException>(() => context.SaveChanges());

        Assert.Equal("RF2002", refusal.Code);
        Assert.Equal(("customer", "tenant_id"), (refusal.Table, refusal.TenantColumn));
        Assert.Contains(refusal.Entries, entry => entry.Entity == mallory);
        Assert.IsType<PostgresException>(Assert.IsType<DbUpdateException>(refusal.InnerException).InnerException);
        Assert.DoesNotContain("Mallory", refusal.Message, StringComparison.Ordinal);
        context.Remove(mallory);
        Assert.Equal(1, await context.SaveChangesAsync(Cancellation));
        Assert.Equal(["Ada", "Edsger", "Grace"], await NamesAsync(database.Source, Shop.Red));
        Assert.Equal(["Alan"], await NamesAsync(database.Source, Shop.Blue));
    }

    [Fact]
    public async Task An_entity_of_which_the_model_does_not_say_whose_it_is_is_not_given_to_another_tenant()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var context = UndeclaredContext.Open(database.Source);
        using var scope = TenantScope.Enter(Shop.Red);
        var ada = await context.Customers.SingleAsync(row => row.Name == "Ada", Cancellation);
        ada.TenantId = Blue;

        var changed = await Assert.ThrowsAsync<RowRefusedException>(() => context.SaveChangesAsync(Cancellation));
        context.ChangeTracker.Clear();
        var mallory = context.Add(new DeclaredCustomer { Name = "Mallory", TenantId = Blue }).Entity;
        var added = await Assert.ThrowsAsync<RowRefusedException>(() => context.SaveChangesAsync(Cancellation));

        Assert.Same(ada, Assert.Single(changed.Entries).Entity);
        Assert.Same(mallory, Assert.Single(added.Entries).Entity);
        Assert.Equal(("customer", null), (changed.Table, changed.TenantColumn));
        Assert.Equal(["Ada", "Grace"], await NamesAsync(database.Source, Shop.Red));
        Assert.Equal(["Alan"], await NamesAsync(database.Source, Shop.Blue));
    }

    [Fact]
    public async Task In_a_transaction_of_the_callers_what_was_saved_before_stays()
    {
        await using var database = await WithTriggerAsync(Binding.Signed);
        await using var context = Open(database.Source);
        using var scope = TenantScope.Enter(Shop.Red);
        await using (var transaction = await context.Database.BeginTransactionAsync(Cancellation))
        {
            context.Add(new DeclaredCustomer { Name = "Edsger" });
            await context.SaveChangesAsync(Cancellation);
            context.Add(new DeclaredCustomer { Name = "Mallory" });
            await Assert.ThrowsAsync<RowRefusedException>(() => context.SaveChangesAsync(Cancellation));
            await transaction.CommitAsync(Cancellation);
        }

        Assert.Equal(["Ada", "Edsger", "Grace"], await NamesAsync(database.Source, Shop.Red));
        Assert.Equal(["Alan"], await NamesAsync(database.Source, Shop.Blue));
    }

    [Theory]
    [InlineData("update")]
    [InlineData("update async")]
    [InlineData("raw")]
    [InlineData("raw async")]
    [InlineData("query")]
    [InlineData("query async")]
    public async Task Other_statements_are_refused_the_same_way(string statement)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var context = Open(database.Source);
        using var scope = TenantScope.Enter(Shop.Red);
        var returning = context
            .Customers.FromSqlRaw(AnothersRow + " returning *")
            .IgnoreQueryFilters([OwnershipOptions.TenantFilterName]);

        var refusal = await Assert.ThrowsAsync<RowRefusedException>(() =>
            statement switch
            {
                "update" => Task.FromResult(
                    context.Customers.ExecuteUpdate(set => set.SetProperty(row => row.TenantId, Blue))
                ),
                "update async" => context.Customers.ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.TenantId, Blue),
                    Cancellation
                ),
                "raw" => Task.FromResult(context.Database.ExecuteSqlRaw(AnothersRow)),
                "raw async" => context.Database.ExecuteSqlRawAsync(AnothersRow, Cancellation),
                "query" => Task.FromResult(returning.AsEnumerable().ToList()),
                _ => returning.ToListAsync(Cancellation),
            }
        );

        Assert.Equal(("customer", "tenant_id"), (refusal.Table, refusal.TenantColumn));
        Assert.Empty(refusal.Entries);
        Assert.IsType<PostgresException>(refusal.InnerException);
        Assert.Equal(ConnectionState.Closed, context.Database.GetDbConnection().State);
        Assert.Equal(["Ada", "Grace"], await NamesAsync(database.Source, Shop.Red));
        Assert.Equal(["Alan"], await NamesAsync(database.Source, Shop.Blue));
    }

    [Fact]
    public async Task A_row_of_nobodys_is_told_apart_from_other_missing_values()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using (
            var command = database.Superuser.CreateCommand(
                "create table draft (id integer generated by default as identity primary key, tenant_id uuid not null);"
                    + " grant insert, select on draft to ringfence_app"
            )
        )
        {
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        await using var context = Open(database.Source);
        using var scope = TenantScope.Enter(Shop.Red);

        context.Add(new Draft());
        var refusal = await Assert.ThrowsAsync<RowRefusedException>(() => context.SaveChangesAsync(Cancellation));
        var missing = await Assert.ThrowsAsync<PostgresException>(() =>
            context.Database.ExecuteSqlRawAsync("insert into customer (name) values (null)", Cancellation)
        );

        Assert.Equal(("public", "draft", "tenant_id"), (refusal.Schema, refusal.Table, refusal.TenantColumn));
        Assert.Equal(PostgresErrorCodes.NotNullViolation, missing.SqlState);
    }

    [Fact]
    public async Task Other_errors_stay_what_they_are()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var context = Open(database.Source);
        using var scope = TenantScope.Enter(Shop.Red);

        context.Add(new DeclaredCustomer { Id = 1, Name = "Ada" });
        var taken = await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(Cancellation));
        var forbidden = await Assert.ThrowsAsync<PostgresException>(() =>
            context.Database.ExecuteSqlRawAsync("truncate customer", Cancellation)
        );

        Assert.Equal(PostgresErrorCodes.UniqueViolation, ((PostgresException)taken.InnerException!).SqlState);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, forbidden.SqlState);
    }

    [Theory]
    [InlineData("new row violates row-level security policy for table \"customer\"", "customer", "tenant_id")]
    [InlineData("new row violates row-level security policy \"draft\" for table \"customer\"", "customer", "tenant_id")]
    [InlineData("neue Zeile verletzt Policy »draft« für Tabelle »customer«", "customer", "tenant_id")]
    [InlineData("la nouvelle ligne viole la politique de la table « customer »", "customer", "tenant_id")]
    [InlineData("new row violates row-level security policy for table \"old customer\"", "old customer", null)]
    [InlineData("行违反了表的策略", null, null)]
    public async Task The_table_is_read_from_the_message_in_whatever_language(
        string message,
        string? table,
        string? column
    )
    {
        await using var source = TenantDataSource.Create("Host=nowhere", new() { Binding = Binding.Setting });
        await using var context = Open(source);
        var error = new PostgresException(
            message,
            "ERROR",
            "ERROR",
            PostgresErrorCodes.InsufficientPrivilege,
            routine: "ExecWithCheckOptions"
        );

        var refusal = RowRefusal.Find(context.Model, error)!;

        Assert.Equal((table, column), (refusal.Table, refusal.TenantColumn));
    }

    /// <summary>Whoever inserts Mallory inserts a row of blue's, and EF Core does not know.</summary>
    private async Task<TestDatabase> WithTriggerAsync(Binding binding)
    {
        var database = await Shop.CreateAsync(postgres.Server, binding);
        await using var command = database.Superuser.CreateCommand(
            $"""
            create function give_away() returns trigger language plpgsql
            as $$ begin new.tenant_id := '{Blue}'; return new; end $$;
            create trigger give_away before insert on customer for each row
            when (new.name = 'Mallory') execute function give_away();
            """
        );
        await command.ExecuteNonQueryAsync(Cancellation);
        return database;
    }

    private static DeclaredContext Open(TenantDataSource source) =>
        new(new DbContextOptionsBuilder<DeclaredContext>().OfMany().UseNpgsql().UseRingfence(source).Options);

    private static async Task<List<string>> NamesAsync(TenantDataSource source, TenantId tenant)
    {
        await using var context = source.Open();
        using var scope = TenantScope.Enter(tenant);
        return await context.Customers.Select(row => row.Name).OrderBy(name => name).ToListAsync(Cancellation);
    }
}
