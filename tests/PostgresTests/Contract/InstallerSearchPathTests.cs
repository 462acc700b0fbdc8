using Npgsql;
using Ringfence.Npgsql.Contract;
using Ringfence.Testing;

namespace PostgresTests.Contract;

/// <summary>
/// A role that may create functions in a schema of the installer's search path must not get them called (CVE-2018-1058):
/// on PostgreSQL 14 that is every role, in schema public.
/// </summary>
public sealed class InstallerSearchPathTests(PostgresFixture postgres)
{
    /// <summary>
    /// A better match for a call with a literal than PostgreSQL's own, which takes "char". A sequence keeps what even a
    /// transaction that is rolled back did.
    /// </summary>
    private const string Acldefault = """
        create sequence public.sprung;
        create function public.acldefault(text, oid) returns aclitem[] language plpgsql as $trap$
        begin
            if current_setting('is_superuser') = 'on' then
                perform setval('public.sprung', 7);
            end if;
            return pg_catalog.acldefault($1::"char", $2);
        end
        $trap$
        """;

    /// <summary>A better match than PostgreSQL's own, which takes variadic "any".</summary>
    private const string Format = """
        create sequence public.sprung;
        create function public.format(text, name, name) returns text language plpgsql as $trap$
        begin
            if current_setting('is_superuser') = 'on' then
                perform setval('public.sprung', 7);
            end if;
            return pg_catalog.format($1, $2, $3);
        end
        $trap$
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Init_calls_no_function_that_another_role_made()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options();
        await SetTrapAsync(database, options.ApplicationRole, Acldefault);

        await database.InstallAsync(options);

        await AssertUntouchedAsync(database);
    }

    [Fact]
    public async Task A_plan_of_init_calls_no_function_that_another_role_made()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options();
        await SetTrapAsync(database, options.ApplicationRole, Acldefault);

        await ContractInstaller.PlanAsync(database.Superuser, options, Cancellation);

        await AssertUntouchedAsync(database);
    }

    [Fact]
    public async Task Protect_calls_no_function_that_another_role_made()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options();
        await database.InstallAsync(options);
        await database.ExecuteAsync("create table public.invoice (id serial, tenant_id uuid)");
        await SetTrapAsync(database, options.ApplicationRole, Format);

        await database.ProtectAsync("invoice");

        await AssertUntouchedAsync(database);
    }

    [Fact]
    public async Task On_postgres_14_where_every_role_may_create_functions_init_calls_none_and_takes_that_right_away()
    {
        await using var server = await PostgresServer.StartAsync(new() { Major = 14 }, Cancellation);
        await using var database = await BareDatabase.CreateAsync(server);
        var options = database.Options();
        await database.CreateLoginAsync(options.ApplicationRole);
        await using var app = await database.ConnectAsync(options.ApplicationRole);
        await app.ExecuteAsync(Acldefault);

        await database.InstallAsync(options);

        await AssertUntouchedAsync(database);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await app.RefusedAsync("create table public.more ()"));
    }

    private static async Task SetTrapAsync(BareDatabase database, string role, string function)
    {
        await database.ExecuteAsync(
            $"do $$ begin if to_regrole('{role}') is null then create role {role} login; end if; end $$"
        );
        await database.ExecuteAsync($"grant create on schema public to {role}");
        await using var app = await database.ConnectAsync(role);
        await app.ExecuteAsync(function);
    }

    private static async Task AssertUntouchedAsync(BareDatabase database) =>
        Assert.Equal("1", await database.TextAsync("select s.last_value from public.sprung as s"));
}
