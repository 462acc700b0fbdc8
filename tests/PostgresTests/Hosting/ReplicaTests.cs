using Npgsql;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Sessions;

namespace PostgresTests.Hosting;

/// <summary>Several hosts behind one data source: a primary and a hot standby.</summary>
public sealed class ReplicaTests(ReplicaFixture servers) : IClassFixture<ReplicaFixture>
{
    private const int HostRefused = 253;
    private const string IsStandby = "select pg_is_in_recovery()";
    private const string Port = "select inet_server_port()";

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    public async Task On_a_standby_red_sees_its_rows_and_no_blue(Binding binding)
    {
        await using var database = await servers.CreateInvoicesAsync(binding);
        await using var source = servers.CreateSource(database);
        var standby = source.WithTargetSession(TargetSessionAttributes.Standby);

        Assert.True(await standby.ReadAsync<bool>(Invoices.Red, IsStandby));
        Assert.Equal(Invoices.RedSum, await standby.ReadAsync<long>(Invoices.Red, Invoices.Sum));
        Assert.Equal(Invoices.BlueSum, await standby.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
        Assert.Equal(0, await standby.ReadAsync<long>(Invoices.Red, BluesRows));
        Assert.Throws<TenantMissingException>(() => standby.CreateCommand(Invoices.Sum).ExecuteScalar());
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task On_the_primary_behind_the_same_data_source_every_binding_holds(Binding binding)
    {
        await using var database = await servers.CreateInvoicesAsync(binding);
        await using var source = servers.CreateSource(database);
        var primary = source.WithTargetSession(TargetSessionAttributes.Primary);

        Assert.False(await primary.ReadAsync<bool>(Invoices.Red, IsStandby));
        Assert.Equal(Invoices.RedSum, await primary.ReadAsync<long>(Invoices.Red, Invoices.Sum));
        Assert.Equal(0, await primary.ReadAsync<long>(Invoices.Red, BluesRows));
    }

    [Fact]
    public async Task The_password_binding_is_refused_on_a_standby_since_it_writes()
    {
        await using var database = await servers.CreateInvoicesAsync(Binding.Password);
        await using var source = servers.CreateSource(database);
        var standby = source.WithTargetSession(TargetSessionAttributes.Standby);

        var refusal = await Assert.ThrowsAsync<StandbyRefusedException>(standby.RentAsync);

        Assert.Equal("RF3060", refusal.Code);
        Assert.Throws<StandbyRefusedException>(standby.OpenConnection);
        await using var alone = database.CreateSource(connect: to => to.Port = servers.Replica.Port);
        await Assert.ThrowsAsync<StandbyRefusedException>(alone.RentAsync);
    }

    [Fact]
    public async Task A_host_that_is_refused_is_logged_where_another_takes_its_place()
    {
        await using var database = await servers.CreateInvoicesAsync(Binding.Password);
        using var log = new CapturedLog();
        var connection = new NpgsqlConnectionStringBuilder(database.ApplicationConnectionString)
        {
            Host = $"{servers.Replica.Host}:{servers.Replica.Port},{servers.Primary.Host}:{servers.Primary.Port}",
        };
        await using var source = TenantDataSource.Create(
            connection.ConnectionString,
            new() { Binding = Binding.Password, Password = database.Secret },
            loggerFactory: log
        );

        Assert.Equal(servers.Primary.Port, await source.ReadAsync<int>(Invoices.Red, Port));
        Assert.Equal(1, log.Count(HostRefused));
        Assert.Contains($"port {servers.Replica.Port}, was refused: RF3060", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_standby_refuses_to_write_whoever_is_bound()
    {
        await using var database = await servers.CreateInvoicesAsync(Binding.Signed);
        await using var source = servers.CreateSource(database);
        var standby = source.WithTargetSession(TargetSessionAttributes.PreferStandby);
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var connection = await standby.RentAsync();

        var refusal = await Assert.ThrowsAsync<PostgresException>(() =>
            connection.RunAsync("insert into invoice (total) values (1)")
        );

        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, refusal.SqlState);
    }

    [Fact]
    public async Task A_token_for_a_connection_to_the_primary_is_refused_by_the_standby()
    {
        await using var database = await servers.CreateInvoicesAsync(Binding.Signed);
        await using var source = servers.CreateSource(database);
        await using var primary = await source.WithTargetSession(TargetSessionAttributes.Primary).RentAsync();
        await using var standby = await source.WithTargetSession(TargetSessionAttributes.Standby).RentAsync();
        var token = source.BindArgument(source.Session(primary.Inner), Invoices.Red);
        var own = source.BindArgument(source.Session(standby.Inner), Invoices.Red);

        await BindAsync(standby, own);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => BindAsync(standby, token));

        Assert.Equal("token_foreign", refusal.ConstraintName);
    }

    [Fact]
    public async Task Views_share_the_pools_of_their_data_source()
    {
        await using var database = await servers.CreateInvoicesAsync(Binding.Signed);
        await using var source = servers.CreateSource(database);
        var primary = source.WithTargetSession(TargetSessionAttributes.Primary);
        const string Pid = "select pg_backend_pid()";

        var first = await primary.ReadAsync<int>(Invoices.Red, Pid);
        await primary.DisposeAsync();

        Assert.Same(primary, source.WithTargetSession(TargetSessionAttributes.Primary));
        Assert.Same(primary, primary.WithTargetSession(TargetSessionAttributes.Primary));
        Assert.Equal(first, await source.ReadAsync<int>(Invoices.Red, Pid));
        var readWrite = source.WithTargetSession(TargetSessionAttributes.ReadWrite);
        Assert.Equal(first, await readWrite.ReadAsync<int>(Invoices.Red, Pid));
    }

    [Fact]
    public async Task Hosts_that_share_the_load_are_all_bound()
    {
        await using var database = await servers.CreateInvoicesAsync(Binding.Signed);
        await using var source = database.CreateSource(connect: to =>
        {
            servers.BothHosts(to);
            to.LoadBalanceHosts = true;
        });
        var served = new HashSet<int>();

        for (var i = 0; i < 8; i++)
        {
            var tenant = i % 4 < 2 ? Invoices.Red : Invoices.Blue;
            using var scope = TenantScope.Enter(tenant);
            await using var connection = await source.RentAsync();
            served.Add(await connection.ReadAsync<int>(Port));
            Assert.Equal(Invoices.SumOf(tenant), await connection.ReadAsync<long>(Invoices.Sum));
        }

        Assert.Equal(new HashSet<int> { servers.Primary.Port, servers.Replica.Port }, served);
    }

    [Theory]
    [InlineData(TargetSessionAttributes.Primary)]
    [InlineData(TargetSessionAttributes.Standby)]
    public async Task Clock_role_and_contract_are_checked_on_each_host(TargetSessionAttributes kind)
    {
        await using var database = await servers.CreateInvoicesAsync(Binding.Signed);
        await database.Superuser.RunAsync(
            $"create role privileged_{database.Name} login bypassrls password 'open' in role ringfence_app"
        );
        await servers.Replica.CatchUpAsync(servers.Primary, TestContext.Current.CancellationToken);
        await using var late = servers.CreateSource(
            database,
            options => options.TimeProvider = new MovedTime { Ahead = TimeSpan.FromHours(1) }
        );
        await using var typed = servers.CreateSource(database, options => options.TenantIdType = TenantIdType.Text);
        await using var privileged = database.CreateSource(connect: to =>
        {
            servers.BothHosts(to);
            to.Username = $"privileged_{database.Name}";
            to.Password = "open";
        });

        await Assert.ThrowsAsync<ClockSkewException>(late.WithTargetSession(kind).RentAsync);
        await Assert.ThrowsAsync<ContractMismatchException>(typed.WithTargetSession(kind).RentAsync);
        await Assert.ThrowsAsync<PrivilegedRoleException>(privileged.WithTargetSession(kind).RentAsync);
    }

    [Fact]
    public async Task One_host_satisfies_a_preference_and_nothing_stricter()
    {
        await using var database = await Invoices.CreateAsync(servers.Primary, Binding.Signed);
        var source = database.Source;

        Assert.Same(source, source.WithTargetSession(TargetSessionAttributes.PreferStandby));
        var refusal = Assert.Throws<InvalidOperationException>(() =>
            source.WithTargetSession(TargetSessionAttributes.Standby)
        );
        Assert.Contains("names one host", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => source.WithTargetSession((TargetSessionAttributes)99));
    }

    private static string BluesRows => $"select count(*) from invoice as i where i.tenant_id = '{Invoices.Blue.Value}'";

    private static async Task BindAsync(TenantConnection connection, string token)
    {
        await using var command = new NpgsqlCommand("call ringfence.bind($1)", connection.Inner)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = token } },
        };
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
