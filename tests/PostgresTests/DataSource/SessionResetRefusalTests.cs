using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Ringfence;
using Ringfence.EntityFrameworkCore;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Sessions;
using Ringfence.Testing.Databases;

namespace PostgresTests.DataSource;

/// <summary>Where sessions cannot be reset only if they are dirty, the option is refused before anything runs.</summary>
public sealed class SessionResetRefusalTests(PostgresFixture postgres)
{
    [Fact]
    public async Task With_a_password_it_is_refused()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Password);

        Assert.Throws<OptionsValidationException>(() => database.CreateSource(IfDirty));
    }

    [Fact]
    public async Task Beside_No_Reset_On_Close_it_is_refused()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);

        Assert.Throws<ArgumentException>(() => database.CreateSource(IfDirty, to => to.NoResetOnClose = true));
    }

    [Fact]
    public async Task For_contexts_it_is_refused()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.CreateSource(IfDirty);
        var builder = new DbContextOptionsBuilder().UseNpgsql();

        Assert.Throws<InvalidOperationException>(() => builder.UseRingfence(source));
        builder.UseRingfence(database.Source);
    }

    [Fact]
    public async Task For_a_role_that_may_create_temporary_tables_by_default_it_is_refused()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await database.Superuser.RunAsync($"grant temporary on database \"{database.Name}\" to public");
        await using var source = database.CreateSource(IfDirty);

        await Assert.ThrowsAsync<TemporaryTablesException>(source.RentAsync);
        Assert.Equal(Invoices.RedSum, await database.Source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
    }

    [Fact]
    public async Task For_a_role_that_may_create_functions_it_is_refused()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await database.Superuser.RunAsync($"create schema own; grant create on schema own to {TestRoles.Application}");
        await using var source = database.CreateSource(IfDirty);

        var error = await Assert.ThrowsAsync<CreatingRoleException>(source.RentAsync);

        Assert.Equal("own", error.Schema);
        Assert.Equal(Invoices.RedSum, await database.Source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
    }

    [Fact]
    public async Task No_list_of_clean_functions_is_an_empty_one()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.CreateSource(options =>
        {
            IfDirty(options);
            options.CleanFunctions = null!;
        });

        Assert.Equal(Invoices.RedSum, await source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
    }

    [Fact]
    public async Task It_is_logged_at_every_start()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        using var log = new CapturedLog();
        var options = new TenantDataSourceOptions { SigningKey = database.Secret, UnsafeResetOnlyIfDirty = true };

        await using var source = TenantDataSource.Create(
            database.ApplicationConnectionString,
            options,
            loggerFactory: log
        );

        Assert.Equal(1, log.Count(211));
    }

    private static void IfDirty(TenantDataSourceOptions options) => options.UnsafeResetOnlyIfDirty = true;
}
