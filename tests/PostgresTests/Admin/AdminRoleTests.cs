using Npgsql;
using PostgresTests.Contract;
using PostgresTests.DataSource;
using PostgresTests.Proxy;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Admin;
using Ringfence.Npgsql.Sessions;

namespace PostgresTests.Admin;

/// <summary>Who may cross tenants, and through what.</summary>
public sealed class AdminRoleTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("alter role {0} nobypassrls", "sees no tenant's rows")]
    [InlineData("alter role {0} superuser", "{0} is a superuser")]
    [InlineData("alter role {0} createrole", "may create roles")]
    [InlineData("alter role {0} replication", "may replicate")]
    [InlineData("grant {1} to {0}", "{1}, which owns the contract and its log: run \"revoke {1} from {0}\"")]
    [InlineData("grant pg_write_all_data to {0}", "pg_write_all_data, which reads or writes the contract's keys")]
    [InlineData("grant pg_write_server_files to {0}", "reaches past the database")]
    [InlineData("create role {0}x superuser role {0}", "{0}x, which is a superuser")]
    [InlineData("create role {0}x createrole role {0}", "{0}x, which may create roles: run \"revoke {0}x from {0}\"")]
    [InlineData("create role {0}x replication role {0}", "{0}x, which may replicate: run \"revoke {0}x from {0}\"")]
    [InlineData("grant delete on ringfence.admin_log to {0}", "may change ringfence.admin_log")]
    [InlineData("grant update (reason) on ringfence.admin_log to public", "may change ringfence.admin_log")]
    [InlineData("grant insert (who, at) on ringfence.admin_log to {0}", "may change ringfence.admin_log")]
    [InlineData("alter table ringfence.admin_log owner to {0}", "owns ringfence.admin_log")]
    [InlineData("update ringfence.contract set admin_role = 'other'", "the contract's admin role is other")]
    [InlineData("alter role {0} set role = {2}", "sees no tenant's rows")]
    public async Task A_role_that_could_do_more_or_less_than_cross_tenants_is_refused(string change, string fault)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options();
        await database.InstallAsync();
        await (await database.ConnectAsync(options.AdminRole)).DisposeAsync(); // Gives it a password.
        string Named(string text) =>
            text.Replace("{0}", options.AdminRole, StringComparison.Ordinal)
                .Replace("{1}", options.Owner, StringComparison.Ordinal)
                .Replace("{2}", options.ApplicationRole, StringComparison.Ordinal);
        await database.ExecuteAsync($"grant {options.ApplicationRole} to {options.AdminRole}");
        await using var admin = AdminDataSource.Create(database.ConnectionString(options.AdminRole));
        await (await admin.OpenAsync(isAsync: true)).DisposeAsync();

        await database.ExecuteAsync(Named(change));
        var refusal = await Assert.ThrowsAsync<AdminRoleRefusedException>(() => admin.OpenAsync(isAsync: true));
        var again = await Assert.ThrowsAsync<AdminRoleRefusedException>(() => admin.OpenAsync(isAsync: false));

        Assert.Contains(Named(fault), Assert.Single(refusal.Faults), StringComparison.Ordinal);
        Assert.Equal((options.AdminRole, refusal.Message), (again.Role, again.Message));
        Assert.Equal("1", await database.TextAsync("select count(*) from ringfence.admin_log as l"));
    }

    [Theory]
    [InlineData("to_jsonb(ringfence.contract) returns jsonb", "pg_catalog.to_jsonb($1)")]
    [InlineData("format(text, name) returns text", "pg_catalog.format($1, $2)")]
    [InlineData("format(text, name, name) returns text", "pg_catalog.format($1, $2, $3)")]
    public async Task What_is_looked_at_before_the_record_calls_no_function_that_another_role_made(
        string function,
        string body
    )
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options();
        await database.InstallAsync();
        await (await database.ConnectAsync(options.AdminRole)).DisposeAsync();
        await database.ExecuteAsync(
            $"""
            grant create on schema public to {options.ApplicationRole};
            alter role {options.AdminRole} createrole;
            create sequence public.sprung;
            grant update on sequence public.sprung to {options.AdminRole};
            """
        );
        await using var app = await database.ConnectAsync(options.ApplicationRole);
        await app.ExecuteAsync(
            $"""
            create function public.{function} language plpgsql as $trap$
            begin
                perform setval('public.sprung', 7);
                return {body};
            end
            $trap$
            """
        );
        await using var admin = AdminDataSource.Create(database.ConnectionString(options.AdminRole));

        await Assert.ThrowsAsync<AdminRoleRefusedException>(() => admin.OpenAsync(isAsync: true));

        Assert.Equal("1", await database.TextAsync("select s.last_value from public.sprung as s"));
    }

    [Fact]
    public async Task A_superuser_crosses_tenants_only_where_that_was_said_to_be_unsafe_and_is_recorded()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var superuser = new NpgsqlConnectionStringBuilder(postgres.Server.SuperuserConnectionString)
        {
            Database = database.Name,
        };
        using var log = new CapturedLog();
        await using var safe = AdminDataSource.Create(superuser.ConnectionString);
        await using var admin = AdminDataSource.Create(
            superuser.ConnectionString,
            new() { UnsafeAllowPrivilegedRole = true },
            loggerFactory: log
        );

        var refusal = await Assert.ThrowsAsync<AdminRoleRefusedException>(() => safe.OpenAsync(isAsync: true));
        await using var connection = await admin.OpenAsync(isAsync: true);

        Assert.Equal(2, refusal.Faults.Length);
        Assert.Equal(Invoices.RedSum + Invoices.BlueSum, await connection.ReadAsync<long>(Invoices.Sum));
        Assert.Equal("postgres", await database.LastAsync("l.session_role"));
        Assert.Equal(1, log.Count(222));
    }

    [Fact]
    public async Task The_application_role_does_not_cross_tenants_nor_the_admin_role_serve_one()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var admin = AdminDataSource.Create(
            database.ApplicationConnectionString,
            new() { UnsafeAllowPrivilegedRole = true }
        );
        await using var service = TenantDataSource.Create(
            database.AdminConnectionString,
            new() { SigningKey = database.Secret }
        );

        await Assert.ThrowsAsync<AdminRoleRefusedException>(() => admin.OpenAsync(isAsync: true));
        var refusal = await Assert.ThrowsAsync<PrivilegedRoleException>(service.RentAsync);

        Assert.Equal("ringfence_admin", refusal.Role);
        Assert.Equal(0, await database.RecordedAsync());
    }

    [Theory]
    [InlineData("update ringfence.contract set version = 1, compatible_from = 1", "version 1,")]
    [InlineData("update ringfence.contract set version = 9, compatible_from = 9", "version 9,")]
    [InlineData("delete from ringfence.contract", "no row in ringfence.contract")]
    public async Task Another_contract_is_refused(string change, string found)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await database.Superuser.RunAsync(change);
        await using var admin = database.CreateAdmin();

        var refusal = await Assert.ThrowsAsync<ContractMismatchException>(() => admin.OpenAsync(isAsync: true));
        var again = await Assert.ThrowsAsync<ContractMismatchException>(() => admin.OpenAsync(isAsync: false));

        Assert.Contains(found, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(refusal.Message, again.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_database_without_a_contract_is_refused(bool isAsync)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var empty = await postgres.Server.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var admin = database.CreateAdmin(connect: to => to.Database = empty);

        await Assert.ThrowsAsync<ContractMissingException>(() => admin.OpenAsync(isAsync));
    }

    [Fact]
    public async Task Behind_a_pooler_it_is_refused_unless_that_keeps_whole_sessions()
    {
        Assert.True(PgBouncer.IsInstalled, "pgbouncer is not installed: ./test installs it.");
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var bouncer = await PgBouncer.StartAsync(database.AdminConnectionString, Cancellation);
        await using var admin = database.CreateAdmin(connect: to => to.Port = bouncer.Port);
        await using var overridden = database.CreateAdmin(
            new() { UnsafeBehindPooler = true },
            to => to.Port = bouncer.Port
        );

        await Assert.ThrowsAsync<AdminPoolerRefusedException>(() => admin.OpenAsync(isAsync: true));
        await Assert.ThrowsAsync<AdminPoolerRefusedException>(() => admin.OpenAsync(isAsync: false));
        Assert.Equal(0, await database.RecordedAsync());

        await using var connection = await overridden.OpenAsync(isAsync: true);
        Assert.Equal(1, await database.RecordedAsync());
    }

    [Fact]
    public async Task Opens_are_logged_with_who_and_why_and_refusals_with_who()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        using var log = new CapturedLog();
        await using var admin = AdminDataSource.Create(database.AdminConnectionString, loggerFactory: log);
        await (await admin.OpenAsync(isAsync: true)).DisposeAsync();
        Assert.Equal((1, 0), (log.Count(220), log.Count(221)));

        await database.Superuser.RunAsync("drop function ringfence.admin_open");
        await Assert.ThrowsAsync<AdminRecordRefusedException>(() => admin.OpenAsync(isAsync: false));

        Assert.Equal((1, 1), (log.Count(220), log.Count(221)));
        Assert.Contains(
            "Admin connection opened, ReadOnly, by alice@example.org: Find out why invoice 4711 was paid twice (admin_log 1)",
            log.Text,
            StringComparison.Ordinal
        );
    }
}
