using Npgsql;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Sessions;
using Ringfence.Testing.Databases;

namespace PostgresTests.DataSource;

/// <summary>What a data source refuses to work with, at the first connection.</summary>
public sealed class StartCheckTests(PostgresFixture postgres)
{
    private const int UnsafeRoleEvent = 201;

    [Theory]
    [InlineData("alter role {0} superuser", "is a superuser: run \"alter role {0} nosuperuser\"")]
    [InlineData("alter role {0} bypassrls", "bypasses row security: run \"alter role {0} nobypassrls\"")]
    [InlineData("alter table invoice owner to {0}", "owns tenant table invoice")]
    [InlineData("grant ringfence_owner to {0}", "ringfence_owner, which owns the contract")]
    [InlineData("grant ringfence_admin to {0}", "ringfence_admin, which bypasses row security: run \"revoke")]
    [InlineData(
        "create role {0}_above superuser role {0}",
        "{0}_above, which is a superuser: run \"revoke {0}_above from {0}\""
    )]
    public async Task A_privileged_role_is_refused_and_the_grant_named(string grant, string danger)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var role = await CreateLoginAsync(database);
        await database.Superuser.RunAsync(Format(grant, role));
        await using var source = database.CreateSource(connect: to => As(to, role));

        var refusal = await Assert.ThrowsAsync<PrivilegedRoleException>(source.RentAsync);
        var again = Assert.Throws<PrivilegedRoleException>(source.OpenConnection);

        Assert.Equal(role, refusal.Role);
        Assert.Contains(refusal.Dangers, found => found.Contains(Format(danger, role), StringComparison.Ordinal));
        Assert.Equal(refusal.Message, again.Message);
    }

    [Fact]
    public async Task The_same_role_without_a_grant_is_let_in()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var role = await CreateLoginAsync(database);
        await using var source = database.CreateSource(connect: to => As(to, role));

        Assert.Equal(Invoices.RedSum, await source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
    }

    [Fact]
    public async Task A_privileged_role_that_is_allowed_is_logged_at_every_physical_connection()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var role = await CreateLoginAsync(database);
        await database.Superuser.RunAsync($"alter role {role} bypassrls");
        var connectionString = new NpgsqlConnectionStringBuilder(database.ApplicationConnectionString);
        As(connectionString, role);
        using var log = new CapturedLog();
        await using var source = TenantDataSource.Create(
            connectionString.ConnectionString,
            new() { SigningKey = database.Secret, UnsafeAllowPrivilegedRole = true },
            loggerFactory: log
        );

        await using (await source.RentAsync())
        await using (await source.RentAsync())
        {
            // Two at once are two physical connections.
        }

        await (await source.RentAsync()).DisposeAsync();
        Assert.Equal(2, log.Count(UnsafeRoleEvent));
    }

    [Fact]
    public async Task A_database_without_a_contract_is_refused()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var empty = await postgres.Server.CreateDatabaseAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var source = database.CreateSource(connect: to => to.Database = empty);

        await Assert.ThrowsAsync<ContractMissingException>(source.RentAsync);
        Assert.Throws<ContractMissingException>(source.OpenConnection);
    }

    [Theory]
    [InlineData("version = 1, compatible_from = 1", "has version 1,", "Run 'ringfence init'")]
    [InlineData("version = 9, compatible_from = 9", "has version 9,", "Update Ringfence in this service")]
    public async Task A_contract_that_the_service_does_not_speak_is_refused(string change, string found, string advice)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await database.Superuser.RunAsync($"update ringfence.contract set {change}");

        var refusal = await Assert.ThrowsAsync<ContractMismatchException>(database.Source.RentAsync);

        Assert.Contains(found, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(advice, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_contract_that_still_serves_this_version_is_taken()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await database.Superuser.RunAsync("update ringfence.contract set version = 9, compatible_from = 2");

        Assert.Equal(Invoices.RedSum, await database.Source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
        Assert.Equal(Invoices.BlueSum, await database.Source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
    }

    [Theory]
    [InlineData(Binding.Signed, Binding.Setting)]
    [InlineData(Binding.Setting, Binding.Password)]
    [InlineData(Binding.Password, Binding.Signed)]
    public async Task Another_binding_than_the_database_has_is_refused(Binding has, Binding expected)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, has);
        await using var source = database.CreateSource(options =>
        {
            options.Binding = expected;
            options.Password = "unused";
            options.SigningKey = "rfk1.1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        });

        var refusal = await Assert.ThrowsAsync<ContractMismatchException>(source.RentAsync);

        Assert.Contains("binding", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_type_of_tenant_id_than_the_database_has_is_refused()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.CreateSource(options => options.TenantIdType = TenantIdType.BigInt);

        var refusal = await Assert.ThrowsAsync<ContractMismatchException>(source.RentAsync);

        Assert.Contains("type bigint", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_that_is_wrong_by_an_hour_is_refused_where_tokens_are_dated_by_it(int hours)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var time = new MovedTime { Ahead = TimeSpan.FromHours(hours) };
        await using var source = database.CreateSource(options => options.TimeProvider = time);

        var refusal = await Assert.ThrowsAsync<ClockSkewException>(source.RentAsync);

        Assert.InRange(refusal.Skew.TotalHours, -hours - 0.01, -hours + 0.01);
        time.Ahead = TimeSpan.FromSeconds(hours * 60);
        Assert.Equal(Invoices.RedSum, await source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
    }

    [Theory]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task Where_no_token_is_dated_the_clock_does_not_matter(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        var time = new MovedTime { Ahead = TimeSpan.FromHours(1) };
        await using var source = database.CreateSource(options => options.TimeProvider = time);

        Assert.Equal(Invoices.RedSum, await source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
    }

    /// <summary>A login that may use the contract as the application role does; roles belong to the whole server.</summary>
    private static async Task<string> CreateLoginAsync(TestDatabase database)
    {
        var role = $"login_of_{database.Name}";
        await database.Superuser.RunAsync($"create role {role} login password 'open' in role ringfence_app");
        return role;
    }

    private static void As(NpgsqlConnectionStringBuilder connection, string role)
    {
        connection.Username = role;
        connection.Password = "open";
    }

    private static string Format(string text, string role) => text.Replace("{0}", role, StringComparison.Ordinal);
}
