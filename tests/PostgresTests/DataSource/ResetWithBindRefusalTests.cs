using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PostgresTests.Proxy;
using Ringfence;
using Ringfence.EntityFrameworkCore;
using Ringfence.Testing.Databases;

namespace PostgresTests.DataSource;

/// <summary>Where the reset cannot travel with the bind it is refused before anything is sent.</summary>
public sealed class ResetWithBindRefusalTests(PostgresFixture postgres)
{
    private const string Leave = "set work_mem = '77kB'";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_tenant_nothing_is_sent()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.WithBind(to => to.Port = proxy.Port);
        await source.LeaveAsync(Leave);
        await using var nobodys = await source.RentAsync();

        var flights = await proxy.CountAsync(async () =>
        {
            foreach (var text in (string[])[Invoices.Sum, $"{Invoices.Sum}; {Invoices.Sum}"])
            {
                await Assert.ThrowsAsync<TenantMissingException>(() => nobodys.RunAsync(text));
                Assert.Throws<TenantMissingException>(() => nobodys.Command(text).ExecuteNonQuery());
            }

            await Assert.ThrowsAsync<TenantMissingException>(async () =>
                await nobodys.BeginTransactionAsync(Cancellation)
            );
        });

        Assert.Equal(0, flights);
    }

    [Fact]
    public async Task With_a_token_that_is_cancelled_nothing_is_sent()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.WithBind(to => to.Port = proxy.Port);
        await source.LeaveAsync(Leave);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();

        var flights = await proxy.CountAsync(() =>
            Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
                await blue.BeginTransactionAsync(new CancellationToken(canceled: true))
            )
        );

        Assert.Equal(0, flights);
    }

    /// <summary>The driver would open another connection, past the data source.</summary>
    [Fact]
    public async Task Keys_are_not_read()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        await source.LeaveAsync(Leave);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();
        await using var command = blue.Command(Invoices.Sum);

        await Assert.ThrowsAsync<NotSupportedException>(() =>
            command.ExecuteReaderAsync(CommandBehavior.KeyInfo, Cancellation)
        );
        Assert.Equal(Invoices.BlueSum, await command.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task The_connection_string_is_the_one_that_was_given()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.CreateSource(options => options.ResetWithBind = true);

        Assert.Equal(database.Source.ConnectionString, source.ConnectionString);
    }

    [Fact]
    public async Task With_a_password_it_is_refused()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Password);

        Assert.Throws<OptionsValidationException>(() => database.CreateSource(options => options.ResetWithBind = true));
    }

    [Fact]
    public async Task Beside_No_Reset_On_Close_it_is_refused()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);

        Assert.Throws<ArgumentException>(() =>
            database.CreateSource(options => options.ResetWithBind = true, to => to.NoResetOnClose = true)
        );
    }

    [Fact]
    public async Task A_role_that_may_create_temporary_tables_is_let_in_since_they_go()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await database.Superuser.RunAsync(
            $"""
            revoke temporary on database "{database.Name}" from {TestRoles.Application};
            grant temporary on database "{database.Name}" to public
            """
        );
        await using var source = database.WithBind();
        await source.LeaveAsync("create temporary table invoice as select 666 as total");

        Assert.Equal(Invoices.BlueSum, await source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
    }

    [Fact]
    public async Task For_contexts_it_is_refused()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.CreateSource(options => options.ResetWithBind = true);
        var builder = new DbContextOptionsBuilder().UseNpgsql();

        var error = Assert.Throws<InvalidOperationException>(() => builder.UseRingfence(source));
        Assert.StartsWith("ResetWithBind is not for contexts", error.Message, StringComparison.Ordinal);
    }
}
