using Ringfence;

namespace PostgresTests.Contract;

/// <summary>
/// What an injected statement may leave behind in its session, or set in it, so as to have the contract's functions go
/// wrong: they do what they did, or fail.
/// </summary>
public sealed class HostileSessionTests(PostgresFixture postgres)
{
    private static readonly Binding[] All = Enum.GetValues<Binding>();

    /// <summary>Functions, operators, types and tables that shadow those which the contract's functions use.</summary>
    public static readonly string[] Shadows =
    [
        "create function {s}.sha256(bytea) returns bytea language sql immutable return '\\x00'::bytea",
        "create function {s}.now() returns timestamptz language sql immutable return 'epoch'::timestamptz",
        "create function {s}.pg_backend_pid() returns int language sql immutable return 1",
        "create function {s}.clock_timestamp() returns timestamptz language sql immutable return 'epoch'::timestamptz",
        "create function {s}.current_setting(text, boolean) returns text language sql immutable return 'x'",
        "create function {s}.crypt(text, text) returns text language sql immutable return $2",
        "create function {s}.left(text, int) returns text language sql immutable return 't'",
        "create function {s}.never(bytea, bytea) returns boolean language sql immutable return false",
        "create function {s}.always(text, text) returns boolean language sql immutable return true",
        "create operator {s}.<> (leftarg = bytea, rightarg = bytea, function = {s}.never)",
        "create operator {s}.= (leftarg = text, rightarg = text, function = {s}.always)",
        "create domain {s}.uuid as text",
        "create domain {s}.bytea as text",
        "create domain {s}.timestamptz as text",
        "create table {s}.signing_key (id text, inner_pad text, outer_pad text, not_after text)",
        "create table {s}.session (pid int, backend_start text, tenant text)",
    ];

    public static readonly string[] Changes =
    [
        "set plpgsql.extra_errors = 'all'; set plpgsql.extra_warnings = 'all'",
        "set plpgsql.print_strict_params = on; set plpgsql.check_asserts = off",
        "set row_security = on; set check_function_bodies = off",
        "set datestyle = 'German, YMD'; set intervalstyle = iso_8601; set timezone = 'Pacific/Kiritimati'",
        "set extra_float_digits = -15; set bytea_output = escape; set xmlbinary = hex",
        "set standard_conforming_strings = off; set backslash_quote = on; set escape_string_warning = off",
        "set transform_null_equals = on; set quote_all_identifiers = on; set array_nulls = off",
        "set lc_numeric = 'C'; set lc_time = 'C'; set client_min_messages = debug5",
        "set default_transaction_isolation = serializable",
        "set client_encoding = latin1",
        "set work_mem = 64; set enable_indexscan = off; set enable_seqscan = off",
        "set default_toast_compression = pglz; set default_table_access_method = heap",
        "set session characteristics as transaction isolation level repeatable read",
    ];

    public static TheoryData<Binding, string> Settings =>
        [.. from binding in All from setting in Changes select (binding, setting)];

    public static TheoryData<Binding> Bindings => [.. All];

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task No_setting_changes_who_is_bound(Binding binding, string settings)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, binding);
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync(settings);

        await AssertFencedAsync(fence, app, binding);
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task Read_only_sessions_read_their_rows_or_fail(Binding binding)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, binding);
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("set default_transaction_read_only = on");

        if (binding == Binding.Password)
        {
            var bind = () => Session.BindAsync(app, binding, TenantIdType.Uuid, fence.Secret, Fence.Red);
            Assert.Equal("25006", (await Assert.ThrowsAsync<Npgsql.PostgresException>(bind)).SqlState);
            Assert.Equal(0, await app.ScalarAsync<long>(Fence.Count));
            return;
        }

        await Session.BindAsync(app, binding, TenantIdType.Uuid, fence.Database.Secret, Fence.Red);
        Assert.Equal(3, await app.ScalarAsync<long>(Fence.Count));
    }

    [Theory]
    [InlineData("set session_replication_role = replica")]
    [InlineData("set track_activities = off")]
    [InlineData("set log_statement = 'all'")]
    [InlineData("set session_preload_libraries = 'x'")]
    [InlineData("load 'auto_explain'; set auto_explain.log_nested_statements = on")]
    [InlineData("set session authorization postgres")]
    [InlineData("set role ringfence_owner")]
    [InlineData("set role ringfence_admin")]
    [InlineData("set local_preload_libraries = 'x'; load '../x'")]
    public async Task What_would_reach_deeper_is_refused(string statement)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var app = await fence.ConnectAsync();

        Assert.Equal("42501", await app.RefusedAsync(statement));
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task Shadows_in_the_temporary_schema_change_nothing(Binding binding)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, binding);
        await using var superuser = await fence.ConnectAsSuperuserAsync();
        await superuser.ExecuteAsync($"grant temporary on database {fence.Database.Name} to ringfence_app");
        await using var app = await fence.ConnectAsync();
        foreach (var shadow in Shadows)
        {
            await app.ExecuteAsync(shadow.Replace("{s}", "pg_temp", StringComparison.Ordinal));
        }

        await app.ExecuteAsync("set search_path = pg_temp, public, pg_catalog");

        await AssertFencedAsync(fence, app, binding);
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task Shadows_in_a_schema_of_its_own_change_nothing(Binding binding)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, binding);
        await using var superuser = await fence.ConnectAsSuperuserAsync();
        await superuser.ExecuteAsync("create schema evil; grant all on schema evil to ringfence_app");
        await using var app = await fence.ConnectAsync();
        foreach (var shadow in Shadows)
        {
            await app.ExecuteAsync(shadow.Replace("{s}", "evil", StringComparison.Ordinal));
        }

        await app.ExecuteAsync("set search_path = evil, public, pg_catalog");

        await AssertFencedAsync(fence, app, binding);
    }

    /// <summary>PL/pgSQL is not loaded yet, so the setting is a placeholder: it must not outlive the loading.</summary>
    [Fact]
    public async Task A_setting_that_is_made_before_its_language_is_loaded_is_void()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("set plpgsql.variable_conflict = use_variable");

        await AssertFencedAsync(fence, app, Binding.Signed);

        Assert.Equal("error", await app.ScalarAsync<string>("show plpgsql.variable_conflict"));
    }

    [Fact]
    public async Task A_login_cannot_give_itself_a_tenant_by_default_and_one_that_it_is_given_binds_nobody()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();
        var role = database.Options().ApplicationRole;
        var statement = $"alter role {role} set ringfence.tenant = '{Fence.Blue}'";
        await using var app = await database.ConnectAsync(role);

        Assert.Equal("42501", await app.RefusedAsync(statement));
        await database.ExecuteAsync(statement);

        await using var next = await database.ConnectAsync(role);
        Assert.Equal("42501 seal_foreign", await next.RefusedAsync("select ringfence.tenant()"));
    }

    private static async Task AssertFencedAsync(Fence fence, RoleSession app, Binding binding)
    {
        Assert.Equal(0, await app.ScalarAsync<long>("select count(*) from public.invoice"));
        if (binding != Binding.Setting)
        {
            var forged = TokenText.Sign(
                "rfk1.1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                $"rf1|1|9999999999||{Fence.Blue}"
            );
            await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
                binding == Binding.Signed
                    ? app.ExecuteAsync("select ringfence.set_tenant($1)", forged)
                    : Session.BindAsync(app, binding, TenantIdType.Uuid, "rfp1.1.wrong", Fence.Blue)
            );
            Assert.Equal(0, await app.ScalarAsync<long>("select count(*) from public.invoice"));
        }

        await Session.BindAsync(app, binding, TenantIdType.Uuid, fence.Database.Secret, Fence.Red);
        Assert.Equal(3, await app.ScalarAsync<long>("select count(*) from public.invoice"));
        Assert.Equal(Fence.Red, await app.ScalarAsync<string>("select ringfence.get_tenant()"));
        await app.ExecuteAsync("insert into public.invoice (total) values (1)");
        Assert.Equal(4, await app.ScalarAsync<long>("select count(*) from public.invoice"));
        await app.ExecuteAsync("select ringfence.unset_tenant()");
        Assert.Equal(0, await app.ScalarAsync<long>("select count(*) from public.invoice"));
    }
}
