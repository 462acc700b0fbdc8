using Ringfence;

namespace PostgresTests.Contract;

/// <summary>Roles with which the contract would be void are refused before anything is written.</summary>
public sealed class UnsafeRolesTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("alter role {app} superuser", "superuser")]
    [InlineData("alter role {app} bypassrls", "bypasses row security")]
    [InlineData("alter role {app} createrole", "may create roles")]
    [InlineData("alter role {app} replication", "may replicate")]
    [InlineData("grant {owner} to {app}", "is a member of owner")]
    [InlineData("create role m{x} in role {owner}; grant m{x} to {app}", "is a member of owner")]
    [InlineData("create role {admin}; grant {admin} to {app}", "is a member of admin")]
    [InlineData("create role {admin}; create role m{x} in role {admin}; grant m{x} to {app}", "is a member of admin")]
    [InlineData("create role m{x} superuser; grant m{x} to {app}", "is a member of m")]
    [InlineData("create role m{x} bypassrls; grant m{x} to {app}", "is a member of m")]
    [InlineData("create role m{x} bypassrls; create role n{x} in role m{x}; grant n{x} to {app}", "is a member of m")]
    [InlineData("create role m{x} createrole; grant m{x} to {app}", "is a member of m")]
    [InlineData("grant pg_read_all_data to {app}", "is a member of pg_read_all_data")]
    [InlineData("grant pg_write_all_data to {app}", "is a member of pg_write_all_data")]
    [InlineData("grant pg_read_server_files to {app}", "is a member of pg_read_server_files")]
    [InlineData("grant pg_execute_server_program to {app}", "is a member of pg_execute_server_program")]
    [InlineData("alter role {owner} login", "can log in")]
    [InlineData("alter role {owner} superuser", "is a superuser")]
    [InlineData("alter role {owner} bypassrls", "bypasses row security")]
    public async Task A_role_that_would_void_the_contract_is_refused(string statement, string reason)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options();
        await database.ExecuteAsync($"create role {options.Owner}; create role {options.ApplicationRole} login");
        await database.ExecuteAsync(
            statement
                .Replace("{app}", options.ApplicationRole, StringComparison.Ordinal)
                .Replace("{owner}", options.Owner, StringComparison.Ordinal)
                .Replace("{admin}", options.AdminRole, StringComparison.Ordinal)
                .Replace("{x}", database.Suffix, StringComparison.Ordinal)
        );

        var refusal = await database.RefusalAsync(options);

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Null(await database.TextAsync("select to_regnamespace('ringfence')::text"));
    }

    [Theory]
    [InlineData(
        "create schema x{x}; grant all on schema x{x} to {app}; set role {app}; create extension pgcrypto schema x{x}"
    )]
    [InlineData("create schema x{x} authorization {app}; create extension pgcrypto schema x{x}")]
    public async Task An_extension_that_the_application_role_could_replace_is_refused(string statement)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var app = database.Options().ApplicationRole;
        await database.CreateLoginAsync(app);
        await database.ExecuteAsync($"grant create on database {database.Name} to {app}");
        await database.ExecuteAsync(
            statement
                .Replace("{app}", app, StringComparison.Ordinal)
                .Replace("{x}", database.Suffix, StringComparison.Ordinal)
        );

        var refusal = await database.RefusalAsync(database.Options(Binding.Password));

        Assert.Contains("pgcrypto", refusal.Message, StringComparison.Ordinal);
        await database.InstallAsync();
    }

    [Fact]
    public async Task One_role_in_two_parts_is_refused()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);

        await database.RefusalAsync(database.Options(change: o => o.ApplicationRole = o.AdminRole));
        await database.RefusalAsync(database.Options(change: o => o.ApplicationRole = o.Owner));

        Assert.Null(await database.TextAsync("select to_regnamespace('ringfence')::text"));
    }

    [Fact]
    public async Task A_login_that_is_there_already_and_harmless_is_taken_with_its_memberships()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options();
        await database.ExecuteAsync(
            $"create role {options.ApplicationRole} login createdb; create role m{database.Suffix} role {options.ApplicationRole}"
        );

        await database.InstallAsync(options);

        await using var app = await database.ConnectAsync(options.ApplicationRole);
        Assert.Null(await app.ScalarAsync<string>("select ringfence.get_tenant()"));
    }

    [Theory]
    [InlineData("create table ringfence.seal_key (singleton boolean primary key, inner_pad bytea, outer_pad bytea)")]
    [InlineData("create function ringfence.seal(sealed bytea) returns text language sql return 'x'")]
    [InlineData("create type ringfence.mood as enum ('fine')")]
    public async Task An_object_in_the_schema_that_the_owner_does_not_own_is_refused(string statement)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options();
        await database.ExecuteAsync(
            $"""
            create role {options.Owner};
            create role {options.ApplicationRole} login;
            create schema ringfence authorization {options.Owner};
            grant usage, create on schema ringfence to {options.ApplicationRole};
            """
        );
        await using var app = await database.ConnectAsync(options.ApplicationRole);
        await app.ExecuteAsync(statement);

        var refusal = await database.RefusalAsync(options);

        Assert.Contains("is not of the schema's owner", refusal.Message, StringComparison.Ordinal);
    }
}
