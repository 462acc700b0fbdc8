using PostgresTests.Proxy;
using Ringfence;
using Ringfence.Npgsql.Sessions;

namespace PostgresTests.DataSource;

public sealed class PgBouncerTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    public async Task Behind_a_pooler_in_transaction_mode_every_row_is_the_tenants(Binding binding)
    {
        Assert.True(PgBouncer.IsInstalled, "pgbouncer is not installed: ./test installs it.");
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await ManyTenants.FillAsync(database);
        await using var bouncer = await PgBouncer.StartAsync(database.ApplicationConnectionString, Cancellation);
        await using var source = database.CreateSource(connect: to =>
        {
            to.Port = bouncer.Port;
            to.NoResetOnClose = true;
        });

        var wrong = await ManyTenants.RunAsync(
            source,
            workers: 12,
            each: 100,
            async (connection, _) =>
            {
                var first = await connection.ReadAsync<string>(ManyTenants.Mine, ManyTenants.InScope());
                var second = await connection.ReadAsync<string>(ManyTenants.Mine, ManyTenants.InScope());
                return first == ManyTenants.Right ? second : first;
            }
        );

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task A_token_names_the_server_process_only_where_no_pooler_stands_between()
    {
        Assert.True(PgBouncer.IsInstalled, "pgbouncer is not installed: ./test installs it.");
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var bouncer = await PgBouncer.StartAsync(database.ApplicationConnectionString, Cancellation);
        await using var pooled = database.CreateSource(connect: to => to.Port = bouncer.Port);

        await using var through = await pooled.RentAsync();
        await using var direct = await database.Source.RentAsync();

        Assert.Equal("", pooled.Session(through.Inner).Backend);
        Assert.StartsWith(
            $"{direct.Inner.ProcessID}@",
            database.Source.Session(direct.Inner).Backend,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_password_binding_is_refused_behind_a_pooler()
    {
        Assert.True(PgBouncer.IsInstalled, "pgbouncer is not installed: ./test installs it.");
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Password);
        await using var bouncer = await PgBouncer.StartAsync(database.ApplicationConnectionString, Cancellation);
        await using var pooled = database.CreateSource(connect: to => to.Port = bouncer.Port);
        await using var allowed = database.CreateSource(
            options => options.UnsafePasswordBehindPooler = true,
            to => to.Port = bouncer.Port
        );

        await Assert.ThrowsAsync<PoolerRefusedException>(pooled.RentAsync);
        await (await allowed.RentAsync()).DisposeAsync();
    }
}
