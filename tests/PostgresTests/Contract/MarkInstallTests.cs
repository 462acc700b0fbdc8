using Npgsql;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Contract;
using Ringfence.Npgsql.Sessions;

namespace PostgresTests.Contract;

/// <summary>When a contract leaves marks, when it keeps to seals, and what makes either void.</summary>
public sealed class MarkInstallTests(PostgresFixture postgres)
{
    private const string IsMarked = "select to_regprocedure('ringfence.session_tenant()') is not null";
    private const string Invoices = "create table public.invoice (id serial, total int)";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bound_session_goes_on_when_init_changes_from_seals_to_marks_and_back()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var sealing = database.Options(change: options => options.SealOnly = true);
        var secret = (await database.InstallAsync(sealing)).Secret;
        await database.ExecuteAsync(Invoices);
        await database.ProtectAsync("public.invoice");
        await using var app = await database.ConnectAsync(sealing.ApplicationRole);
        await Session.BindAsync(app, Binding.Signed, TenantIdType.Uuid, secret, Fence.Red);
        await app.ExecuteAsync("insert into invoice (total) values (1)");
        Assert.Equal("False", await database.TextAsync(IsMarked));

        foreach (
            var (options, marked) in new[]
            {
                (database.Options(), "True"),
                (sealing, "False"),
                (database.Options(), "True"),
            }
        )
        {
            await database.InstallAsync(options);

            Assert.Equal(marked, await database.TextAsync(IsMarked));
            Assert.Equal(1, await app.ScalarAsync<long>(Fence.Count));
            await using var next = await database.ConnectAsync(sealing.ApplicationRole);
            await Session.BindAsync(next, Binding.Signed, TenantIdType.Uuid, secret, Fence.Blue);
            Assert.Equal(0, await next.ScalarAsync<long>(Fence.Count));
        }
    }

    [Theory]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task Another_binding_has_no_marks_and_leaves_none_of_them_behind(Binding binding)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();
        Assert.Equal("True", await database.TextAsync(IsMarked));

        await database.InstallAsync(database.Options(binding, change: options => options.ReplaceBinding = true));

        Assert.Equal("False", await database.TextAsync(IsMarked));
    }

    [Fact]
    public async Task Installations_in_several_databases_at_once_wait_for_each_other()
    {
        var databases = new List<BareDatabase>();
        for (var i = 0; i < 6; i++)
        {
            databases.Add(await BareDatabase.CreateAsync(postgres.Server));
        }

        await Task.WhenAll(databases.Select(database => database.InstallAsync()));

        foreach (var database in databases)
        {
            Assert.Equal("True", await database.TextAsync(IsMarked));
            await database.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("grant set on parameter backtrace_functions to {app}", "since app_")]
    [InlineData(
        "create role helper_{suffix}; grant set on parameter backtrace_functions to helper_{suffix};"
            + " grant helper_{suffix} to {app}; alter role {app} noinherit",
        "since helper_"
    )]
    public async Task An_application_role_that_could_write_marks_is_refused_by_init_and_at_open(
        string grant,
        string told
    )
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options();
        var secret = (await database.InstallAsync(options)).Secret;
        await (await database.ConnectAsync(options.ApplicationRole)).DisposeAsync(); // Gives it a password.
        await using var service = TenantDataSource.Create(
            database.ConnectionString(options.ApplicationRole),
            new() { SigningKey = secret }
        );
        await (await service.RentAsync()).DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await database.ExecuteAsync(
            grant
                .Replace("{app}", options.ApplicationRole, StringComparison.Ordinal)
                .Replace("{suffix}", database.Suffix, StringComparison.Ordinal)
        );

        var refusal = await database.RefusalAsync(options);
        await using var again = TenantDataSource.Create(
            database.ConnectionString(options.ApplicationRole),
            new() { SigningKey = secret }
        );
        var atOpen = await Assert.ThrowsAsync<PrivilegedRoleException>(again.RentAsync);

        Assert.Contains(told, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("revoke set on parameter backtrace_functions", atOpen.Message, StringComparison.Ordinal);
        await database.InstallAsync(database.Options(change: o => o.SealOnly = true));
        await (await again.RentAsync()).DisposeAsync();
    }

    [Fact]
    public async Task Without_the_parameter_no_bind_works_until_init_goes_back_to_seals()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options();
        var secret = (await database.InstallAsync()).Secret;
        await database.ExecuteAsync(Invoices);
        await database.ProtectAsync("public.invoice");
        await using var app = await database.ConnectAsync(options.ApplicationRole);
        var token = Ringfence
            .Signing.SigningKey.Parse(secret!)
            .Sign(TenantId.Parse(Fence.Red, TenantIdType.Uuid), TimeProvider.System.GetUtcNow().AddMinutes(5));

        await database.ExecuteAsync($"revoke set on parameter backtrace_functions from {options.Owner}");

        Assert.Equal("42501", await app.RefusedAsync("call ringfence.bind($1)", token));
        Assert.Equal(0, await app.ScalarAsync<long>(Fence.Count));
        await database.InstallAsync(database.Options(change: o => o.SealOnly = true));
        await app.ExecuteAsync("call ringfence.bind($1)", token);
    }

    [Fact]
    public async Task A_dry_run_shows_the_grant_and_gives_nothing()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options();

        var plan = await ContractInstaller.PlanAsync(database.Superuser, options, Cancellation);

        Assert.Contains($"grant set on parameter backtrace_functions to \"{options.Owner}\"", plan.Statements);
        Assert.Equal(
            "0",
            await database.TextAsync($"select count(*) from pg_roles as r where r.rolname = '{options.Owner}'")
        );
    }
}
