using Npgsql;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Contract;
using Ringfence.Npgsql.Sessions;
using Ringfence.Testing;

namespace PostgresTests.Contract;

/// <summary>When a contract leaves stamps, when it keeps to seals, and what makes either void.</summary>
public sealed class StampInstallTests(PostgresFixture postgres)
{
    private const string IsStamped = "select to_regprocedure('ringfence.session_tenant()') is not null";
    private const string NoGrants = "Before 15 no parameter can be granted.";
    private const string Invoices = "create table public.invoice (id serial, total int)";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bound_session_goes_on_when_init_changes_from_seals_to_stamps_and_back()
    {
        Assert.SkipWhen(postgres.Server.Major < 15, NoGrants);
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var sealing = database.Options(change: options => options.SealOnly = true);
        var secret = (await database.InstallAsync(sealing)).Secret;
        await database.ExecuteAsync(Invoices);
        await database.ProtectAsync("public.invoice");
        await using var app = await database.ConnectAsync(sealing.ApplicationRole);
        await Session.BindAsync(app, Binding.Signed, TenantIdType.Uuid, secret, Fence.Red);
        await app.ExecuteAsync("insert into invoice (total) values (1)");
        Assert.Equal("False", await database.TextAsync(IsStamped));

        foreach (
            var (options, stamped) in new[]
            {
                (database.Options(), "True"),
                (sealing, "False"),
                (database.Options(), "True"),
            }
        )
        {
            await database.InstallAsync(options);

            Assert.Equal(stamped, await database.TextAsync(IsStamped));
            Assert.Equal(1, await app.ScalarAsync<long>(Fence.Count));
            await using var next = await database.ConnectAsync(sealing.ApplicationRole);
            await Session.BindAsync(next, Binding.Signed, TenantIdType.Uuid, secret, Fence.Blue);
            Assert.Equal(0, await next.ScalarAsync<long>(Fence.Count));
        }
    }

    [Theory]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task Another_binding_has_no_stamps_and_leaves_none_of_them_behind(Binding binding)
    {
        Assert.SkipWhen(postgres.Server.Major < 15, NoGrants);
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();
        Assert.Equal("True", await database.TextAsync(IsStamped));

        await database.InstallAsync(database.Options(binding, change: options => options.ReplaceBinding = true));

        Assert.Equal("False", await database.TextAsync(IsStamped));
    }

    [Fact]
    public async Task Installations_in_several_databases_at_once_wait_for_each_other()
    {
        Assert.SkipWhen(postgres.Server.Major < 15, NoGrants);
        var databases = new List<BareDatabase>();
        for (var i = 0; i < 6; i++)
        {
            databases.Add(await BareDatabase.CreateAsync(postgres.Server));
        }

        await Task.WhenAll(databases.Select(database => database.InstallAsync()));

        foreach (var database in databases)
        {
            Assert.Equal("True", await database.TextAsync(IsStamped));
            await database.DisposeAsync();
        }
    }

    /// <summary>Plans name what <c>tenant()</c> calls, and roles of one's own may have been let in.</summary>
    [Fact]
    public async Task Another_init_replaces_nothing_that_a_running_statement_or_a_grant_rests_on()
    {
        Assert.SkipWhen(postgres.Server.Major < 15, NoGrants);
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();
        await database.ExecuteAsync(
            $"create role report_{database.Suffix};"
                + $" grant execute on function ringfence.session_tenant() to report_{database.Suffix}"
        );
        var routine =
            $"select p.oid || ' ' || has_function_privilege('report_{database.Suffix}', p.oid, 'execute')"
            + " from pg_proc as p where p.oid = 'ringfence.session_tenant()'::regprocedure";
        var before = await database.TextAsync(routine);

        await database.InstallAsync();

        Assert.EndsWith(" true", before, StringComparison.Ordinal);
        Assert.Equal(before, await database.TextAsync(routine));
    }

    [Theory]
    [InlineData("grant set on parameter backtrace_functions to {app}", "app_")]
    [InlineData("grant alter system on parameter backtrace_functions to {app}", "app_")]
    [InlineData(
        "create role helper_{suffix}; grant set on parameter backtrace_functions to helper_{suffix};"
            + " grant helper_{suffix} to {app}",
        "helper_"
    )]
    [InlineData(
        "create role helper_{suffix}; grant set on parameter backtrace_functions to helper_{suffix};"
            + " grant helper_{suffix} to {app}; alter role {app} noinherit",
        "helper_"
    )]
    [InlineData("alter role {app} set backtrace_functions = 'ringfence_1'", "alter role app_")]
    [InlineData("alter database {database} set backtrace_functions = 'ringfence_1'", "alter database ")]
    public async Task An_application_role_that_could_write_stamps_is_refused_by_init_and_at_open(
        string change,
        string told
    )
    {
        Assert.SkipWhen(postgres.Server.Major < 15, NoGrants);
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options();
        var secret = (await database.InstallAsync(options)).Secret;
        await (await database.ConnectAsync(options.ApplicationRole)).DisposeAsync(); // Gives it a password.
        await using var service = TenantDataSource.Create(
            new NpgsqlConnectionStringBuilder(database.ConnectionString(options.ApplicationRole))
            {
                Pooling = false,
            }.ConnectionString,
            new() { SigningKey = secret }
        );
        await (await service.RentAsync()).DisposeAsync();
        await database.ExecuteAsync(
            change
                .Replace("{app}", options.ApplicationRole, StringComparison.Ordinal)
                .Replace("{database}", database.Name, StringComparison.Ordinal)
                .Replace("{suffix}", database.Suffix, StringComparison.Ordinal)
        );

        var refusal = await database.RefusalAsync(options);
        var atOpen = await Assert.ThrowsAsync<PrivilegedRoleException>(service.RentAsync);

        Assert.Contains(told, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("backtrace_functions", Assert.Single(atOpen.Dangers), StringComparison.Ordinal);
        await database.InstallAsync(database.Options(change: o => o.SealOnly = true));
        await (await service.RentAsync()).DisposeAsync();
    }

    [Fact]
    public async Task What_public_was_granted_is_refused_too()
    {
        Assert.SkipWhen(postgres.Server.Major < 15, NoGrants);
        await using var server = await PostgresServer.StartAsync(cancellationToken: Cancellation);
        await using var database = await BareDatabase.CreateAsync(server);
        await database.ExecuteAsync("grant set on parameter backtrace_functions to public");

        var refusal = await database.RefusalAsync(database.Options());

        Assert.Contains("from public", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_14_there_are_seals()
    {
        await using var server = await PostgresServer.StartAsync(new() { Major = 14 }, Cancellation);
        await using var database = await BareDatabase.CreateAsync(server);
        var options = database.Options();

        var installed = await database.InstallAsync(options);
        await database.ExecuteAsync(Invoices);
        await database.ProtectAsync("public.invoice");
        await (await database.ConnectAsync(options.ApplicationRole)).DisposeAsync(); // Gives it a password.
        await using var service = TenantDataSource.Create(
            database.ConnectionString(options.ApplicationRole),
            new() { SigningKey = installed.Secret }
        );

        Assert.DoesNotContain(
            installed.ForSuperuser,
            statement => statement.Contains("parameter", StringComparison.Ordinal)
        );
        Assert.Equal("False", await database.TextAsync(IsStamped));
        var red = TenantId.Parse(Fence.Red, TenantIdType.Uuid);
        await service.ReadAsync<int>(red, "insert into invoice (total) values (1) returning total");
        Assert.Equal(1, await service.ReadAsync<long>(red, Fence.Count));
        Assert.Equal(0, await service.ReadAsync<long>(TenantId.Parse(Fence.Blue, TenantIdType.Uuid), Fence.Count));
    }

    [Fact]
    public async Task Without_the_parameter_no_bind_works_until_init_goes_back_to_seals()
    {
        Assert.SkipWhen(postgres.Server.Major < 15, NoGrants);
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
        Assert.SkipWhen(postgres.Server.Major < 15, NoGrants);
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
