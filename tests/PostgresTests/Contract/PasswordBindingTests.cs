using System.Globalization;
using Ringfence;
using Ringfence.Npgsql.Contract;

namespace PostgresTests.Contract;

/// <summary>The password binding, as plain SQL.</summary>
public sealed class PasswordBindingTests(PostgresFixture postgres)
{
    private const string Wrong = "42501 password_wrong";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_right_password_binds_the_session_until_it_is_unset()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, Binding.Password);
        await using var app = await fence.ConnectAsync();
        await using var other = await fence.ConnectAsync();

        await app.ExecuteAsync("select ringfence.set_tenant_id($1, $2)", Guid.Parse(Fence.Red), fence.Secret);

        Assert.Equal(3, await app.ScalarAsync<long>(Fence.Count));
        Assert.Equal(Fence.Red, await app.ScalarAsync<string>("select ringfence.get_tenant()"));
        Assert.Equal(0, await other.ScalarAsync<long>(Fence.Count));
        await app.ExecuteAsync("select ringfence.unset_tenant()");
        Assert.Equal(0, await app.ScalarAsync<long>(Fence.Count));
    }

    [Theory]
    [InlineData("''")]
    [InlineData("null")]
    [InlineData("'rfp1.1.'")]
    [InlineData("(select $1 || 'x')")]
    [InlineData("left($1, -1)")]
    [InlineData("upper($1)")]
    [InlineData("repeat('x', 1 << 20)")]
    public async Task A_wrong_password_binds_nobody_and_leaves_who_was_bound(string password)
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, Binding.Password);
        await using var app = await fence.ConnectAsync();
        var statement = $"select ringfence.set_tenant_id('{Fence.Blue}', {password}), $1::text";

        Assert.Equal(Wrong, await app.RefusedAsync(statement, fence.Secret));
        Assert.Equal(0, await app.ScalarAsync<long>(Fence.Count));

        await Session.BindAsync(app, Binding.Password, TenantIdType.Uuid, fence.Secret, Fence.Red);
        Assert.Equal(Wrong, await app.RefusedAsync(statement, fence.Secret));
        Assert.Equal(Fence.Red, await app.ScalarAsync<string>("select ringfence.get_tenant()"));
    }

    [Theory]
    [InlineData(TenantIdType.Integer, "-1", null)]
    [InlineData(TenantIdType.BigInt, "-1", null)]
    [InlineData(TenantIdType.Text, "-1", "-1")]
    public async Task Minus_one_unbinds_without_a_password_where_tenant_ids_are_numbers(
        TenantIdType type,
        string id,
        string? bound
    )
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var done = await database.InstallAsync(database.Options(Binding.Password, type));
        await using var app = await database.ConnectAsync(database.Options().ApplicationRole);
        await Session.BindAsync(app, Binding.Password, type, done.Secret, "7");
        Assert.Equal("7", await app.ScalarAsync<string>("select ringfence.get_tenant()"));

        var password = bound is null ? "wrong" : done.Secret!;
        await app.ExecuteAsync($"select ringfence.set_tenant_id('{id}', $1)", password);

        Assert.Equal(bound, await app.ScalarAsync<string>("select ringfence.get_tenant()"));
    }

    [Fact]
    public async Task Null_unbinds_without_a_password()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, Binding.Password);
        await using var app = await fence.ConnectAsync();
        await Session.BindAsync(app, Binding.Password, TenantIdType.Uuid, fence.Secret, Fence.Red);

        await app.ExecuteAsync("select ringfence.set_tenant_id(null, null)");

        Assert.Equal(0, await app.ScalarAsync<long>(Fence.Count));
    }

    [Fact]
    public async Task A_bcrypt_hash_is_what_is_kept_of_the_password()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, Binding.Password);
        await using var superuser = await fence.ConnectAsSuperuserAsync();

        var hash = await superuser.ScalarAsync<string>("select p.hash from ringfence.password as p");

        Assert.Matches(@"^\$2a\$08\$[./A-Za-z0-9]{53}$", hash);
        Assert.True(
            await superuser.ScalarAsync<bool>(
                "select p.hash = crypt($1, p.hash) from ringfence.password as p",
                fence.Secret
            )
        );
    }

    [Fact]
    public async Task A_row_of_an_earlier_process_of_the_same_pid_binds_nobody()
    {
        await using var fence = await Fence.CreateAsync(postgres.Server, Binding.Password);
        await using var superuser = await fence.ConnectAsSuperuserAsync();
        await using var app = await fence.ConnectAsync();
        var pid = await app.ScalarAsync<int>("select pg_backend_pid()");
        await superuser.ExecuteAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"insert into ringfence.session values ({pid}, now() - interval '1 hour', '{Fence.Blue}')"
            )
        );

        Assert.Null(await app.ScalarAsync<string>("select ringfence.get_tenant()"));
        Assert.Equal(0, await app.ScalarAsync<long>(Fence.Count));
        await Session.BindAsync(app, Binding.Password, TenantIdType.Uuid, fence.Secret, Fence.Red);
        Assert.Equal(Fence.Red, await app.ScalarAsync<string>("select ringfence.get_tenant()"));
    }

    [Fact]
    public async Task Rotation_makes_two_valid_passwords_and_then_one()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var done = await database.InstallAsync(database.Options(Binding.Password));
        await using var app = await database.ConnectAsync(database.Options().ApplicationRole);

        var second = await KeyRotation.RotateAsync(
            database.Superuser,
            TimeSpan.FromHours(1),
            cancellationToken: Cancellation
        );
        await Session.BindAsync(app, Binding.Password, TenantIdType.Uuid, done.Secret, Fence.Red);
        await Session.BindAsync(app, Binding.Password, TenantIdType.Uuid, second, Fence.Red);

        await database.ExecuteAsync("update ringfence.password set not_after = clock_timestamp() where id = '1'");
        Assert.Equal(Wrong, await app.RefusedAsync($"select ringfence.set_tenant_id('{Fence.Red}', $1)", done.Secret!));
        await Session.BindAsync(app, Binding.Password, TenantIdType.Uuid, second, Fence.Red);
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Password)]
    public async Task A_third_secret_is_refused_unless_the_others_are_to_be_void(Binding binding)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var first = await database.InstallAsync(database.Options(binding));
        await using var app = await database.ConnectAsync(database.Options().ApplicationRole);
        var hour = TimeSpan.FromHours(1);
        var second = await KeyRotation.RotateAsync(database.Superuser, hour, cancellationToken: Cancellation);

        await Assert.ThrowsAsync<RotationRefusedException>(() =>
            KeyRotation.RotateAsync(database.Superuser, hour, cancellationToken: Cancellation)
        );
        var third = await KeyRotation.RotateAsync(database.Superuser, TimeSpan.Zero, cancellationToken: Cancellation);

        foreach (var secret in new[] { first.Secret, second })
        {
            await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
                Session.BindAsync(app, binding, TenantIdType.Uuid, secret, Fence.Red)
            );
        }

        await Session.BindAsync(app, binding, TenantIdType.Uuid, third, Fence.Red);
    }

    [Fact]
    public async Task A_rotation_whose_secret_cannot_be_kept_changes_nothing()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();

        await Assert.ThrowsAsync<IOException>(() =>
            KeyRotation.RotateAsync(
                database.Superuser,
                TimeSpan.Zero,
                (_, _) => throw new IOException("The disk is full."),
                Cancellation
            )
        );

        Assert.Equal(
            "1 ",
            await database.TextAsync(
                "select k.id || ' ' || coalesce(k.not_after::text, '') from ringfence.signing_key as k"
            )
        );
    }

    [Fact]
    public async Task The_setting_binding_has_nothing_to_rotate()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync(database.Options(Binding.Setting));

        await Assert.ThrowsAsync<RotationRefusedException>(() =>
            KeyRotation.RotateAsync(database.Superuser, TimeSpan.Zero, cancellationToken: Cancellation)
        );
    }

    [Theory]
    [InlineData(Binding.Password)]
    [InlineData(Binding.Signed)]
    public async Task A_login_whose_sessions_the_owner_cannot_see_is_refused_with_the_statement_to_run(Binding binding)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var done = await database.InstallAsync(database.Options(binding));
        var login = $"member_{database.Suffix}";
        await database.CreateLoginAsync(login, $"in role {database.Options().ApplicationRole}");
        await using var member = await RoleSession.OpenAsync(database.ConnectionString(login));

        var refusal = await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            Session.BindAsync(member, binding, TenantIdType.Uuid, done.Secret, Fence.Red)
        );

        Assert.Equal("session_hidden", refusal.ConstraintName);
        await database.ExecuteAsync(refusal.Hint!["Run: ".Length..]);
        await Session.BindAsync(member, binding, TenantIdType.Uuid, done.Secret, Fence.Red);
        Assert.Equal(Fence.Red, await member.ScalarAsync<string>("select ringfence.get_tenant()"));
    }
}
