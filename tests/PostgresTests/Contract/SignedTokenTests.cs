using System.Globalization;
using Ringfence;
using Ringfence.Testing.Databases;

namespace PostgresTests.Contract;

/// <summary>Which tokens the signed binding takes.</summary>
public sealed class SignedTokenTests(PostgresFixture postgres)
{
    private const string Forged = "42501 token_forged";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("call ringfence.bind($1)")]
    [InlineData("select ringfence.set_tenant($1)")]
    public async Task A_signed_token_binds_to_its_tenant_and_to_no_other(string bind)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var app = await fence.ConnectAsync();

        await app.ExecuteAsync("begin");
        await app.ExecuteAsync(bind, fence.Token(Fence.Red));

        Assert.Equal(3, await app.ScalarAsync<long>(Fence.Count));
        Assert.Equal(Fence.Red, await app.ScalarAsync<string>("select ringfence.get_tenant()"));
        Assert.Equal(0, await app.ScalarAsync<long>($"{Fence.Count} where tenant_id = $1", Guid.Parse(Fence.Blue)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("|")]
    [InlineData("||||||")]
    [InlineData(Fence.Blue)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000|rf1|1|9999999999||" + Fence.Blue)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000|rf1||9999999999||" + Fence.Blue)]
    [InlineData("é€😀")]
    public async Task What_is_not_signed_is_refused(string token)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var app = await fence.ConnectAsync();

        Assert.Equal(Forged, await app.RefusedAsync("call ringfence.bind($1)", token));
        Assert.Equal(Forged, await app.RefusedAsync("select ringfence.set_tenant($1)", token));
        Assert.Equal(0, await app.ScalarAsync<long>(Fence.Count));
    }

    [Fact]
    public async Task Null_is_refused()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var app = await fence.ConnectAsync();

        Assert.Equal(Forged, await app.RefusedAsync("call ringfence.bind(null)"));
        Assert.Equal(Forged, await app.RefusedAsync("select ringfence.set_tenant(null)"));
    }

    [Fact]
    public async Task No_character_of_a_token_may_be_another()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var app = await fence.ConnectAsync();
        var token = fence.Token(Fence.Red);

        for (var i = 0; i < token.Length; i++)
        {
            var other = token[i] == 'f' ? '0' : 'f';
            var forged = $"{token[..i]}{other}{token[(i + 1)..]}";
            Assert.Equal(Forged, await app.RefusedAsync("call ringfence.bind($1)", forged));
        }

        Assert.Equal(Forged, await app.RefusedAsync("call ringfence.bind($1)", token[..^1]));
        Assert.Equal(Forged, await app.RefusedAsync("call ringfence.bind($1)", token + "0"));
        Assert.Equal(Forged, await app.RefusedAsync("call ringfence.bind($1)", " " + token));
        Assert.Equal(Forged, await app.RefusedAsync("call ringfence.bind($1)", token.ToUpperInvariant()));
    }

    [Fact]
    public async Task A_megabyte_is_refused_as_fast_as_anything()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var app = await fence.ConnectAsync();

        await app.ExecuteAsync("set statement_timeout = '5s'");

        Assert.Equal(Forged, await app.RefusedAsync("call ringfence.bind($1)", new string('|', 1 << 20)));
        Assert.Equal(
            Forged,
            await app.RefusedAsync("call ringfence.bind(repeat('f', 64) || '|rf1|1|9||' || repeat('x', 1 << 20))")
        );
    }

    [Fact]
    public async Task A_token_of_another_databases_key_is_refused()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var other = await BareDatabase.CreateAsync(postgres.Server);
        var installed = await other.InstallAsync();
        await using var app = await fence.ConnectAsync();

        var token = TokenText.Sign(installed.Secret!, fence.Token(Fence.Red)[65..]);

        Assert.Equal(Forged, await app.RefusedAsync("call ringfence.bind($1)", token));
    }

    [Fact]
    public async Task A_signed_body_of_another_format_is_refused()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var app = await fence.ConnectAsync();

        var token = TokenText.Sign(
            fence.Secret,
            fence.Token(Fence.Red)[65..].Replace("rf1", "rf2", StringComparison.Ordinal)
        );

        Assert.Equal(Forged, await app.RefusedAsync("call ringfence.bind($1)", token));
    }

    [Fact]
    public async Task An_expired_token_is_refused()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var app = await fence.ConnectAsync();

        Assert.Equal(
            "42501 token_expired",
            await app.RefusedAsync("call ringfence.bind($1)", fence.Token(Fence.Red, seconds: -1))
        );
        Assert.Equal(
            "42501 token_expired",
            await app.RefusedAsync("call ringfence.bind($1)", fence.Forge(Fence.Red, "-5"))
        );
    }

    [Theory]
    [InlineData("call ringfence.bind($1)")]
    [InlineData("select ringfence.set_tenant($1)")]
    public async Task A_token_that_lives_for_longer_than_25_hours_is_refused(string bind)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var app = await fence.ConnectAsync();

        await app.ExecuteAsync(bind, fence.Token(Fence.Red, seconds: (25 * 3600) - 60));

        foreach (var expiry in new[] { (25 * 3600) + 60, int.MaxValue })
        {
            Assert.Equal("42501 token_too_long", await app.RefusedAsync(bind, fence.Token(Fence.Red, seconds: expiry)));
        }

        Assert.Equal(
            "42501 token_too_long",
            await app.RefusedAsync(bind, fence.Forge(Fence.Red, long.MaxValue.ToString(CultureInfo.InvariantCulture)))
        );
    }

    [Fact]
    public async Task An_expiry_that_is_no_number_of_seconds_is_refused()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var app = await fence.ConnectAsync();

        Assert.Equal(
            "22003",
            await app.RefusedAsync("call ringfence.bind($1)", fence.Forge(Fence.Red, "9223372036854775808"))
        );
        Assert.Equal("22P02", await app.RefusedAsync("call ringfence.bind($1)", fence.Forge(Fence.Red, "")));
        Assert.Equal("22P02", await app.RefusedAsync("call ringfence.bind($1)", fence.Forge(Fence.Red, "never")));
    }

    [Fact]
    public async Task A_session_bound_by_a_token_is_refused_once_that_has_expired()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var app = await fence.ConnectAsync();

        await app.ExecuteAsync("select ringfence.set_tenant($1)", fence.Token(Fence.Red, seconds: 2));
        Assert.Equal(3, await app.ScalarAsync<long>(Fence.Count));

        await app.ExecuteAsync("select pg_sleep(2.1)");
        Assert.Equal("42501 token_expired", await app.RefusedAsync(Fence.Count));
    }

    [Fact]
    public async Task A_token_for_a_backend_serves_there_alone()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var app = await fence.ConnectAsync();
        await using var other = await fence.ConnectAsync();
        var token = fence.Token(Fence.Red, (await app.ScalarAsync<string>("select ringfence.backend()"))!);

        await app.ExecuteAsync("call ringfence.bind($1)", token);

        Assert.Equal("42501 token_foreign", await other.RefusedAsync("call ringfence.bind($1)", token));
        Assert.Equal("42501 token_foreign", await other.RefusedAsync("select ringfence.set_tenant($1)", token));
    }

    [Fact]
    public async Task A_token_for_a_backend_is_refused_where_the_backend_cannot_be_told()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var superuser = await fence.ConnectAsSuperuserAsync();
        await using var app = await fence.ConnectAsync();
        await superuser.ExecuteAsync(
            "create or replace function ringfence.backend() returns text language sql return null::text"
        );

        Assert.Equal(
            "42501 token_foreign",
            await app.RefusedAsync("call ringfence.bind($1)", fence.Token(Fence.Red, "1@elsewhere"))
        );
    }

    [Fact]
    public async Task A_key_that_was_rotated_out_signs_no_more()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var superuser = await fence.ConnectAsSuperuserAsync();
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("call ringfence.bind($1)", fence.Token(Fence.Red));

        await superuser.ExecuteAsync("update ringfence.signing_key set not_after = clock_timestamp()");

        Assert.Equal(Forged, await app.RefusedAsync("call ringfence.bind($1)", fence.Token(Fence.Red)));
    }

    [Theory]
    [InlineData("update ringfence.signing_key set not_after = clock_timestamp()")]
    [InlineData("delete from ringfence.signing_key")]
    public async Task A_session_bound_by_a_key_that_was_rotated_out_is_refused(string rotation)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server);
        await using var superuser = await fence.ConnectAsSuperuserAsync();
        await using var app = await fence.ConnectAsync();
        await app.ExecuteAsync("select ringfence.set_tenant($1)", fence.Token(Fence.Red));
        await superuser.ExecuteAsync("update ringfence.signing_key set not_after = clock_timestamp() + '1 hour'");
        Assert.Equal(3, await app.ScalarAsync<long>(Fence.Count));

        await superuser.ExecuteAsync(rotation);

        Assert.Equal("42501 key_revoked", await app.RefusedAsync(Fence.Count));
    }

    [Theory]
    [InlineData("a|b")]
    [InlineData("|")]
    [InlineData("||x||")]
    [InlineData("'; --")]
    [InlineData("back\\slash")]
    [InlineData("naïve 😀")]
    [InlineData("-1")]
    public async Task Any_text_tenant_id_round_trips(string tenant)
    {
        await using var database = await TestDatabase.CreateAsync(
            postgres.Server,
            new() { TenantIdType = TenantIdType.Text },
            Cancellation
        );
        await using var app = await RoleSession.OpenAsync(database.ApplicationConnectionString);
        var key = Ringfence.Signing.SigningKey.Parse(database.Secret!);
        var expires = TimeProvider.System.GetUtcNow().AddMinutes(1);
        var backend = await app.ScalarAsync<string>("select ringfence.backend()");
        var tenantId = TenantId.Parse(tenant, TenantIdType.Text);

        await app.ExecuteAsync("begin");
        await app.ExecuteAsync("call ringfence.bind($1)", key.Sign(tenantId, expires, backend!));
        Assert.Equal(tenant, await app.ScalarAsync<string>("select ringfence.tenant()"));
        await app.ExecuteAsync("commit");

        await app.ExecuteAsync("begin");
        await app.ExecuteAsync("select ringfence.set_tenant($1)", key.Sign(tenantId, expires));
        await app.ExecuteAsync("call ringfence.bind($1)", key.Sign(tenantId, expires));
        await app.ExecuteAsync("commit");
        Assert.Equal(tenant, await app.ScalarAsync<string>("select ringfence.tenant()"));
    }
}
