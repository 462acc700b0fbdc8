using Ringfence;
using Ringfence.Testing.Databases;

namespace PostgresTests.Contract;

/// <summary>
/// The procedure that resets a session, commits and binds: it runs in whatever was left there, as whoever was left there.
/// </summary>
public sealed class ResettingBindTests(PostgresFixture postgres)
{
    private const string Call = "call ringfence.reset_and_bind($1, false)";

    /// <summary>Of what is not as it is in a new session; the plans and the process are the session's.</summary>
    private const string Changed = """
        select string_agg(s.name, ' ') from pg_settings as s
        where s.setting is distinct from s.reset_val and s.source = 'session'
            and s.name not in ('transaction_isolation', 'transaction_read_only', 'transaction_deferrable')
            and s.name not in ('backtrace_functions')
        """;

    public static TheoryData<Binding> Bindings => [Binding.Signed, Binding.Setting];

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task Whatever_was_set_it_binds_the_tenant_and_nothing_is_left(Binding binding)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, binding);
        foreach (var change in HostileSessionTests.Changes)
        {
            await using var app = await fence.ConnectAsync();
            await app.ExecuteAsync($"{change}; set ringfence.tenant = '{Fence.Blue}'; set lock_timeout = '77s'");
            Assert.Contains("lock_timeout", await app.ScalarAsync<string>(Changed), StringComparison.Ordinal);

            Assert.Equal(3, await app.BehindAsync<long>(Call, Argument(fence, binding), Fence.Count));
            Assert.Equal(
                Fence.Red,
                await app.BehindAsync<string>(Call, Argument(fence, binding), "select ringfence.get_tenant()")
            );
            Assert.Null(await app.ScalarAsync<string>(Changed));
            Assert.Equal(0, await app.ScalarAsync<long>(Fence.Count));
        }
    }

    [Theory]
    [InlineData(Binding.Signed, "pg_temp")]
    [InlineData(Binding.Signed, "evil")]
    [InlineData(Binding.Setting, "pg_temp")]
    [InlineData(Binding.Setting, "evil")]
    public async Task Shadows_of_what_it_uses_change_nothing(Binding binding, string schema)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, binding);
        await using var superuser = await fence.ConnectAsSuperuserAsync();
        await superuser.ExecuteAsync(
            $"""
            grant temporary on database {fence.Database.Name} to {TestRoles.Application};
            create schema evil; grant all on schema evil to {TestRoles.Application}
            """
        );
        await using var app = await fence.ConnectAsync();
        string[] shadows =
        [
            .. HostileSessionTests.Shadows,
            "create function {s}.pg_advisory_unlock_all() returns text language sql return 'x'",
            "create function {s}.set_config(text, text, boolean) returns text language sql return 'x'",
            "create domain {s}.text as integer",
            "create procedure {s}.bind(text) language sql as ''",
        ];
        foreach (var shadow in shadows)
        {
            await app.ExecuteAsync(shadow.Replace("{s}", schema, StringComparison.Ordinal));
        }

        await app.ExecuteAsync($"set search_path = {schema}, public, pg_catalog");

        Assert.Equal(3, await app.BehindAsync<long>(Call, Argument(fence, binding), Fence.Count));
        Assert.Null(await app.ScalarAsync<string>(Changed));
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task In_a_transaction_it_is_refused(Binding binding)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, binding);
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("begin");

        Assert.Equal("2D000", await app.RefusedAsync(Call, Argument(fence, binding)));
        await app.ExecuteAsync("rollback");

        Assert.Equal(0, await app.ScalarAsync<long>(Fence.Count));
    }

    [Fact]
    public async Task Without_a_token_it_resets_and_binds_nobody()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("set lock_timeout = '77s'");

        Assert.Equal("42501 token_forged", await app.RefusedAsync(Call, Fence.Red));

        Assert.Null(await app.ScalarAsync<string>(Changed));
        Assert.Equal(0, await app.ScalarAsync<long>(Fence.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_prepared_goes_unless_it_is_to_stay(bool keeps)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, Binding.Setting);
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("prepare planted as select 1");

        await app.ExecuteAsync($"call ringfence.reset_and_bind($1, {keeps})", Fence.Red);

        Assert.Equal(keeps ? 1 : 0, await app.ScalarAsync<long>("select count(*) from pg_prepared_statements"));
    }

    private static string Argument(Fence fence, Binding binding) =>
        binding == Binding.Signed ? fence.Token(Fence.Red) : Fence.Red;
}
