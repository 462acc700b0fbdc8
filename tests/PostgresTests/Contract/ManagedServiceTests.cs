using Npgsql;
using Ringfence;
using Ringfence.Npgsql.Contract;
using Ringfence.Testing;

namespace PostgresTests.Contract;

/// <summary>
/// The installer of a managed service: no superuser, but a login that may create roles and databases and owns this one.
/// </summary>
public sealed class ManagedServiceTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<Binding> Bindings => [.. Enum.GetValues<Binding>()];

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task It_installs_and_tells_what_a_superuser_should_add(Binding binding)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await using var boss = await BossAsync(database);
        var options = database.Options(binding);

        var first = await ContractInstaller.InstallAsync(boss, options, cancellationToken: Cancellation);
        var second = await ContractInstaller.InstallAsync(boss, options, cancellationToken: Cancellation);

        string[] stamps =
            binding == Binding.Signed ? [$"grant set on parameter backtrace_functions to \"{options.Owner}\""] : [];
        string[] since15 = [$"alter role \"{options.AdminRole}\" bypassrls", .. stamps];
        string[] before =
        [
            $"alter role \"{options.AdminRole}\" bypassrls",
            "revoke create on schema public from public",
        ];
        Assert.Equal(postgres.Server.Major >= 15 ? since15 : before, first.ForSuperuser[..^1]);
        Assert.StartsWith(
            "revoke execute on function pg_catalog.lo_creat(integer)",
            first.ForSuperuser[^1],
            StringComparison.Ordinal
        );
        Assert.Equal(first.ForSuperuser, second.ForSuperuser);
        Assert.Null(second.Secret);
        await database.ExecuteAsync(string.Join(';', first.ForSuperuser));
        var third = await ContractInstaller.InstallAsync(boss, options, cancellationToken: Cancellation);
        Assert.Empty(third.ForSuperuser);
        Assert.Equal(
            binding == Binding.Signed && postgres.Server.Major >= 15 ? "ringfence.session_tenant()" : null,
            await database.TextAsync("select to_regprocedure('ringfence.session_tenant()')::text")
        );
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task It_protects_its_own_tables_and_the_owners(Binding binding)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await using var boss = await BossAsync(database);
        var options = database.Options(binding);
        var done = await ContractInstaller.InstallAsync(boss, options, cancellationToken: Cancellation);
        await ExecuteAsync(
            boss,
            $"""
            create table public.mine (n serial);
            create schema theirs authorization {options.Owner};
            set role {options.Owner};
            create table theirs.invoice (n serial);
            """
        );

        await TableProtector.ProtectAsync(boss, ["mine", "theirs.invoice"], cancellationToken: Cancellation);

        await using var app = await database.ConnectAsync(options.ApplicationRole);
        foreach (var table in new[] { "mine", "theirs.invoice" })
        {
            await Session.BindAsync(app, binding, TenantIdType.Uuid, done.Secret, Fence.Red);
            await app.ExecuteAsync($"insert into {table} default values");
            Assert.Equal(1, await app.ScalarAsync<long>($"select count(*) from {table}"));
            await Session.BindAsync(app, binding, TenantIdType.Uuid, done.Secret, Fence.Blue);
            Assert.Equal(0, await app.ScalarAsync<long>($"select count(*) from {table}"));
        }
    }

    [Fact]
    public async Task It_rotates_the_key_and_a_login_beside_it_does_not()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await using var boss = await BossAsync(database);
        await ContractInstaller.InstallAsync(boss, database.Options(), cancellationToken: Cancellation);

        var rotated = await KeyRotation.RotateAsync(boss, TimeSpan.FromHours(1), cancellationToken: Cancellation);

        Assert.StartsWith("rfk1.2.", rotated, StringComparison.Ordinal);
        await database.CreateLoginAsync($"guest_{database.Suffix}");
        await using var guest = database.Source(database.ConnectionString($"guest_{database.Suffix}"));
        await Assert.ThrowsAsync<ContractRefusedException>(() =>
            KeyRotation.RotateAsync(guest, TimeSpan.FromHours(1), cancellationToken: Cancellation)
        );
    }

    [Fact]
    public async Task An_owner_that_it_made_before_is_one_that_it_may_become()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await using var boss = await BossAsync(database);
        var options = database.Options();
        await ExecuteAsync(
            boss,
            $"create role {options.Owner}; create role {options.ApplicationRole} login; create role {options.AdminRole} login"
        );

        await ContractInstaller.InstallAsync(boss, options, cancellationToken: Cancellation);

        Assert.Equal("1", await database.TextAsync("select count(*) from ringfence.signing_key"));
    }

    [Fact]
    public async Task The_owner_sees_the_sessions_of_the_logins_and_since_16_cannot_become_them()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await using var boss = await BossAsync(database);
        var options = database.Options();

        await ContractInstaller.InstallAsync(boss, options, cancellationToken: Cancellation);

        Assert.Equal(
            "True",
            await database.TextAsync($"select pg_has_role('{options.Owner}', '{options.ApplicationRole}', 'usage')")
        );
        if (postgres.Server.Major >= 16)
        {
            Assert.Equal(
                "False",
                await database.TextAsync($"select pg_has_role('{options.Owner}', '{options.AdminRole}', 'set')")
            );
        }
    }

    [Fact]
    public async Task A_bypassing_installer_makes_a_bypassing_admin_since_16()
    {
        await using var server = postgres.Server.Major >= 16 ? null : await StartAsync();
        await using var database = await BareDatabase.CreateAsync(server ?? postgres.Server);
        await using var boss = await BossAsync(database, "bypassrls");

        var done = await ContractInstaller.InstallAsync(boss, database.Options(), cancellationToken: Cancellation);

        Assert.Collection(
            done.ForSuperuser,
            stamp => Assert.StartsWith("grant set on parameter", stamp, StringComparison.Ordinal),
            objects =>
                Assert.StartsWith("revoke execute on function pg_catalog.lo_creat(", objects, StringComparison.Ordinal)
        );
        Assert.Equal(
            "True",
            await database.TextAsync(
                $"select r.rolbypassrls from pg_roles as r where r.rolname = '{database.Options().AdminRole}'"
            )
        );
    }

    [Fact]
    public async Task Since_16_it_installs_rotates_and_protects_too()
    {
        await using var server = await StartAsync();
        await using var database = await BareDatabase.CreateAsync(server);
        await using var boss = await BossAsync(database);
        var options = database.Options(Binding.Password);
        await ExecuteAsync(boss, $"create role {options.Owner}");

        await ContractInstaller.InstallAsync(boss, options, cancellationToken: Cancellation);
        await KeyRotation.RotateAsync(boss, TimeSpan.FromHours(1), cancellationToken: Cancellation);
        await ExecuteAsync(boss, "create table public.mine ()");
        await TableProtector.ProtectAsync(boss, ["mine"], cancellationToken: Cancellation);

        Assert.Equal("2", await database.TextAsync("select count(*) from ringfence.password"));
    }

    [Theory]
    [InlineData("alter role {boss} nocreaterole", "createrole")]
    [InlineData("alter database {database} owner to postgres", "grant create on database")]
    public async Task What_it_lacks_is_told_with_the_statement_to_run(string statement, string told)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await using var boss = await BossAsync(database);
        await database.ExecuteAsync(
            statement
                .Replace("{boss}", $"boss_{database.Suffix}", StringComparison.Ordinal)
                .Replace("{database}", database.Name, StringComparison.Ordinal)
        );

        var refusal = await Assert.ThrowsAsync<ContractRefusedException>(() =>
            ContractInstaller.InstallAsync(boss, database.Options(), cancellationToken: Cancellation)
        );

        Assert.Contains(told, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contract_of_somebody_else_is_refused_with_the_statement_to_run()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();
        await database.CreateLoginAsync($"guest_{database.Suffix}");
        await database.ExecuteAsync($"grant create on database {database.Name} to guest_{database.Suffix}");
        await using var guest = database.Source(database.ConnectionString($"guest_{database.Suffix}"));

        var install = await Assert.ThrowsAsync<ContractRefusedException>(() =>
            ContractInstaller.InstallAsync(guest, database.Options(), cancellationToken: Cancellation)
        );
        await Assert.ThrowsAsync<ContractRefusedException>(() =>
            TableProtector.ProtectAsync(guest, ["pg_catalog.pg_class"], cancellationToken: Cancellation)
        );

        Assert.Contains($"grant \"{database.Options().Owner}\" to", install.Message, StringComparison.Ordinal);
    }

    private static Task<PostgresServer> StartAsync() => PostgresServer.StartAsync(new() { Major = 18 }, Cancellation);

    private static async Task<NpgsqlDataSource> BossAsync(BareDatabase database, string attributes = "")
    {
        var boss = $"boss_{database.Suffix}";
        await database.CreateLoginAsync(boss, $"createrole createdb {attributes}");
        await database.ExecuteAsync($"alter database {database.Name} owner to {boss}");
        return database.Source(database.ConnectionString(boss));
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
