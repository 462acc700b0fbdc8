using Npgsql;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Testing.Databases;

namespace PostgresTests.Hosting;

/// <summary>The password of the login, which is the driver's affair, changes while the service runs.</summary>
public sealed class LoginPasswordTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_password_that_the_driver_asks_for_is_the_new_one_after_it_was_changed()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var login = await CreateLoginAsync(database, "first");
        await using var service = await StartAsync(
            database,
            login,
            driver => driver.UsePasswordProvider(_ => login.Password, (_, _) => ValueTask.FromResult(login.Password))
        );

        await login.ChangeAsync("second");

        Assert.Equal(2 * Invoices.RedSum, await ReadOnTwoAsync(service.Source));
    }

    [Fact]
    public async Task A_password_that_stands_in_the_connection_string_is_refused_on_new_connections_once_it_was_changed()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var login = await CreateLoginAsync(database, "first");
        await using var service = await StartAsync(
            database,
            login,
            driver => driver.ConnectionStringBuilder.Password = login.Password
        );

        await login.ChangeAsync("second");

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => ReadOnTwoAsync(service.Source));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
    }

    [Fact]
    public async Task A_periodic_provider_brings_a_password_before_the_first_connection()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var login = await CreateLoginAsync(database, "first");
        await using var service = await StartAsync(
            database,
            login,
            driver =>
                driver.UsePeriodicPasswordProvider(
                    (_, _) => ValueTask.FromResult(login.Password),
                    TimeSpan.FromHours(1),
                    TimeSpan.FromSeconds(1)
                )
        );

        Assert.Equal(2 * Invoices.RedSum, await ReadOnTwoAsync(service.Source));
    }

    private static Task<Service> StartAsync(
        TestDatabase database,
        Login login,
        Action<NpgsqlDataSourceBuilder> configureDriver
    )
    {
        var connection = new NpgsqlConnectionStringBuilder(database.ApplicationConnectionString)
        {
            Username = login.Role,
            Password = null,
        };
        return Service.StartAsync(
            (services, _) =>
                services
                    .AddRingfence()
                    .AddNpgsql(
                        connection.ConnectionString,
                        options => options.SigningKey = database.Secret,
                        configureDriver
                    )
        );
    }

    /// <summary>Two at once: at least one of them is a new physical connection.</summary>
    private static async Task<long> ReadOnTwoAsync(TenantDataSource source)
    {
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var first = await source.RentAsync();
        await using var second = await source.RentAsync();
        return await first.ReadAsync<long>(Invoices.Sum) + await second.ReadAsync<long>(Invoices.Sum);
    }

    private static async Task<Login> CreateLoginAsync(TestDatabase database, string password)
    {
        var login = new Login(database, $"turning_{database.Name}");
        await database.Superuser.RunAsync($"create role {login.Role} login in role ringfence_app");
        await login.ChangeAsync(password);
        return login;
    }

    private sealed class Login(TestDatabase database, string role)
    {
        public string Role { get; } = role;

        public string Password { get; private set; } = "";

        public Task ChangeAsync(string password)
        {
            Password = password;
            return database.Superuser.RunAsync($"alter role {Role} password '{password}'");
        }
    }
}
