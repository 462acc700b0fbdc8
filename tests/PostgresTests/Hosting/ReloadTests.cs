using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Contract;
using Ringfence.Npgsql.Sessions;
using Ringfence.Testing.Databases;

namespace PostgresTests.Hosting;

/// <summary>What a reload of the configuration changes in a running service, and what it does not.</summary>
public sealed class ReloadTests(PostgresFixture postgres)
{
    private const int Ignored = 250;
    private const int NeedsRestart = 251;
    private const int Reloaded = 252;
    private const string Lifetime = "Ringfence:TokenLifetime";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Password)]
    public async Task A_secret_that_a_reload_brings_is_used_by_the_next_statement(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var service = await Service.StartAsync(database);
        Assert.Equal(Invoices.RedSum, await ReadAsync(service));
        var secret = await RotateAsync(database, TimeSpan.Zero);
        await Assert.ThrowsAsync<TenantRefusedException>(() => ReadAsync(service));

        service.Reload(($"Ringfence:{Service.Secret(database)}", secret));

        Assert.Equal(Invoices.RedSum, await ReadAsync(service));
        Assert.Equal(Invoices.BlueSum, await service.Source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
        Assert.Equal(1, service.Log.Count(Reloaded));
        Assert.DoesNotContain(secret, service.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ringfence:SigningKey", null)]
    [InlineData("Ringfence:SigningKey", "nonsense")]
    [InlineData(Lifetime, "soon")]
    [InlineData(Lifetime, "02:00:00")]
    [InlineData("Ringfence:Binding", "Handwritten")]
    [InlineData("Ringfence:Binding", "Password")]
    public async Task A_reload_of_unusable_options_is_logged_and_the_last_good_ones_stay(string key, string? value)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var service = await Service.StartAsync(database);
        var good = service.Configuration[key];

        service.Reload((key, value));

        Assert.Equal(Invoices.RedSum, await ReadAsync(service));
        Assert.Equal(1, service.Log.Count(Ignored));
        service.Reload((key, good), (Lifetime, "00:02:00"));
        Assert.Equal(1, service.Log.Count(Reloaded));
        Assert.Equal(TimeSpan.FromMinutes(2), await LifeOfTokensAsync(service.Source));
    }

    [Fact]
    public async Task Tokens_live_as_long_as_the_last_reload_says_also_those_of_open_connections()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var service = await Service.StartAsync(database);
        await using var connection = await service.Source.RentAsync();
        var session = service.Source.Session(connection.Inner);
        var before = service.Source.BindArgument(session, Invoices.Red);

        service.Reload((Lifetime, "00:01:00"));

        var after = service.Source.BindArgument(session, Invoices.Red);
        Assert.InRange(Expiry(before) - Expiry(after), TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(4));
        Assert.Equal(after, service.Source.BindArgument(session, Invoices.Red));
    }

    [Fact]
    public async Task A_shorter_life_of_tokens_has_the_clocks_compared_again()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var time = new MovedTime { Ahead = TimeSpan.FromSeconds(60) };
        await using var service = await Service.StartAsync(
            (services, configuration) =>
            {
                services.Configure<TenantDataSourceOptions>(configuration.GetSection("Ringfence"));
                services
                    .AddRingfence()
                    .AddNpgsql(database.ApplicationConnectionString, options => options.TimeProvider = time);
            },
            Service.Settings("Ringfence", database)
        );
        Assert.Equal(Invoices.RedSum, await ReadAsync(service));

        service.Reload((Lifetime, "00:00:20"));

        await Assert.ThrowsAsync<ClockSkewException>(() => ReadAsync(service));
    }

    [Fact]
    public async Task What_weakens_isolation_is_not_switched_on_by_a_reload_but_logged()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var role = $"reloaded_{database.Name}";
        await database.Superuser.RunAsync($"create role {role} login password 'open' in role ringfence_app");
        var login = new NpgsqlConnectionStringBuilder(database.ApplicationConnectionString)
        {
            Username = role,
            Password = "open",
        };
        await using var service = await Service.StartAsync(database, login.ConnectionString);
        await database.Superuser.RunAsync($"alter role {role} bypassrls");

        service.Reload(
            ("Ringfence:UnsafeAllowPrivilegedRole", "true"),
            ("Ringfence:UnsafeTokensForAnyBackend", "true"),
            (Lifetime, "00:02:00") // Shorter: the idle connections are given up.
        );

        await Assert.ThrowsAsync<PrivilegedRoleException>(service.Source.RentAsync);
        Assert.Equal(1, service.Log.Count(NeedsRestart));
        Assert.Contains(
            "change UnsafeAllowPrivilegedRole, UnsafeTokensForAnyBackend, which takes a restart",
            service.Log.Text,
            StringComparison.Ordinal
        );
        Assert.Equal(1, service.Log.Count(Reloaded));
    }

    [Fact]
    public async Task Options_that_the_caller_changes_after_the_fact_change_nothing()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        TenantDataSourceOptions? kept = null;
        await using var source = database.CreateSource(options => kept = options);

        kept!.TenantIdType = TenantIdType.BigInt;
        kept.Binding = Binding.Setting;

        Assert.Equal(Invoices.RedSum, await source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
    }

    [Fact]
    public async Task A_reload_of_one_database_leaves_the_other_alone()
    {
        await using var one = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var two = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var service = await Service.StartAsync(
            (services, configuration) =>
            {
                services.Configure<TenantDataSourceOptions>(configuration.GetSection("One"));
                services.Configure<TenantDataSourceOptions>("two", configuration.GetSection("Two"));
                services
                    .AddRingfence()
                    .AddNpgsql(one.ApplicationConnectionString)
                    .AddKeyedNpgsql("two", two.ApplicationConnectionString);
            },
            [.. Service.Settings("One", one), .. Service.Settings("Two", two)]
        );
        var second = service.Services.GetRequiredKeyedService<TenantDataSource>("two");

        service.Reload(("Two:TokenLifetime", "00:02:00"));

        Assert.Equal(TimeSpan.FromMinutes(5), await LifeOfTokensAsync(service.Source));
        Assert.Equal(TimeSpan.FromMinutes(2), await LifeOfTokensAsync(second));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Password)]
    public async Task No_statement_fails_while_the_secret_is_rotated_and_reloaded(Binding binding)
    {
        const int Workers = 4;
        var each = binding == Binding.Signed ? 100 : 10; // A bind by password costs a bcrypt.
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var service = await Service.StartAsync(database);
        using var rotated = new SemaphoreSlim(0);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var workers = Enumerable
            .Range(0, Workers)
            .Select(worker => RunAsync(worker % 2 == 0 ? Invoices.Red : Invoices.Blue))
            .ToList();
        await begun.Task;
        var secret = await RotateAsync(database, TimeSpan.FromHours(1));
        service.Reload(($"Ringfence:{Service.Secret(database)}", secret));
        rotated.Release(Workers);
        await Task.WhenAll(workers);

        // All that was valid before is void now: what goes on goes by the new secret.
        await database.Superuser.RunAsync(
            "delete from ringfence.signing_key where not_after is not null;"
                + " delete from ringfence.password where not_after is not null"
        );
        Assert.Equal(Invoices.RedSum, await ReadAsync(service));

        async Task RunAsync(TenantId tenant)
        {
            await Task.Yield();
            for (var i = 0; i < each || !await rotated.WaitAsync(TimeSpan.Zero, Cancellation); i++)
            {
                Assert.Equal(Invoices.SumOf(tenant), await service.Source.ReadAsync<long>(tenant, Invoices.Sum));
                begun.TrySetResult();
            }
        }
    }

    private static Task<long> ReadAsync(Service service) => service.Source.ReadAsync<long>(Invoices.Red, Invoices.Sum);

    private static Task<string> RotateAsync(TestDatabase database, TimeSpan grace) =>
        KeyRotation.RotateAsync(database.Superuser, grace, cancellationToken: Cancellation);

    private static async Task<TimeSpan> LifeOfTokensAsync(TenantDataSource source)
    {
        await using var connection = await source.RentAsync();
        var token = source.BindArgument(source.Session(connection.Inner), Invoices.Red);
        var life = Expiry(token) - TimeProvider.System.GetUtcNow();
        return TimeSpan.FromMinutes(Math.Round(life.TotalMinutes));
    }

    private static DateTimeOffset Expiry(string token) =>
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(token.Split('|')[3], provider: null));
}
