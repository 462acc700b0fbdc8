using Npgsql;

namespace PostgresTests.Contract;

/// <summary>What PostgreSQL lets everybody do and what reaches past tenants: temporary tables and large objects.</summary>
public sealed class SharedPowersTests(PostgresFixture postgres)
{
    public static TheoryData<string> Temporary =>
        [
            "create temporary table t ()",
            "create temporary view v as select 1",
            "create temporary sequence s",
            "create table pg_temp.t ()",
            "create function pg_temp.f() returns int return 1",
            "select 1 as n into temporary t",
            "do $$ begin execute 'create temp table t ()'; end $$",
        ];

    public static TheoryData<string> LargeObject =>
        [
            "select lo_create(0)",
            "select lo_creat(-1)",
            "select lo_from_bytea(0, '\\x00')",
            "select lo_open(1, 131072)",
            "select lo_get(1)",
            "select lo_get(1, 0, 1)",
            "select lo_put(1, 0, '\\x00')",
            "select lo_unlink(1)",
            "select lo_import('/etc/passwd')",
            "select lo_export(1, '/tmp/x')",
            "select * from pg_largeobject",
        ];

    [Theory]
    [MemberData(nameof(Temporary))]
    [MemberData(nameof(LargeObject))]
    public async Task The_application_role_is_refused(string statement)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();
        await using var app = await database.ConnectAsync(database.Options().ApplicationRole);

        var refusal = await app.RefusedAsync(statement);

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal);
    }

    [Fact]
    public async Task It_has_what_it_was_allowed_until_it_no_longer_is()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var allowed = database.Options(change: options =>
        {
            options.AllowTemporaryTables = true;
            options.AllowLargeObjects = true;
        });
        await database.InstallAsync(allowed);
        await using var app = await database.ConnectAsync(allowed.ApplicationRole);
        await database.CreateLoginAsync($"guest_{database.Suffix}");
        await using var guest = await database.ConnectAsync($"guest_{database.Suffix}");

        await app.ExecuteAsync("create temporary table t ()");
        await app.ExecuteAsync("select lo_create(7)");
        await app.ExecuteAsync("select lo_get(7)");
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await guest.RefusedAsync("create temporary table t ()"));
        await database.InstallAsync();

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await app.RefusedAsync("create temp table u ()"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await app.RefusedAsync("select lo_create(0)"));
    }

    [Fact]
    public async Task A_second_installation_has_nothing_left_to_take()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var first = await database.InstallAsync();

        var second = await database.InstallAsync();

        Assert.Contains(
            first.Statements,
            statement => statement.Contains("revoke temporary", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            second.Statements,
            statement => statement.Contains("temporary", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(second.Statements, statement => statement.Contains("lo_creat", StringComparison.Ordinal));
    }
}
