using Ringfence;
using Ringfence.Contract;
using Ringfence.Sql;

namespace PostgresTests.Contract;

public sealed class HostileRoleNamesTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("with a space")]
    [InlineData("UPPER and lower")]
    [InlineData("'; drop schema ringfence cascade; --")]
    [InlineData("\"; drop schema ringfence cascade; --")]
    [InlineData("$grants$; drop schema ringfence cascade; --")]
    [InlineData("back\\slash'")]
    [InlineData("%I %s %L")]
    [InlineData("line\nbreak")]
    [InlineData("select")]
    public async Task A_role_may_be_called_anything(string name)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = Named(database, name);

        await database.InstallAsync(options);

        Assert.Equal("1", await database.TextAsync("select count(*) from ringfence.contract"));
        await AssertUsableAsync(database, options.ApplicationRole);
    }

    [Fact]
    public async Task A_role_may_have_a_name_of_63_bytes()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var name = new string('é', (63 - 2 - database.Suffix.Length) / 2);

        var options = Named(database, name);
        await database.InstallAsync(options);
        await database.InstallAsync(options);

        await AssertUsableAsync(database, options.ApplicationRole);
    }

    [Fact]
    public async Task A_name_of_64_bytes_is_refused_since_the_server_would_cut_it_short()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options(change: o => o.ApplicationRole = new string('é', 32));

        await Assert.ThrowsAsync<SqlNameInvalidException>(() => database.InstallAsync(options));

        Assert.Null(await database.TextAsync("select to_regnamespace('ringfence')::text"));
    }

    [Theory]
    [InlineData("public")]
    [InlineData("none")]
    [InlineData("pg_app")]
    public async Task A_name_that_the_server_keeps_for_itself_is_refused(string name)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);

        await database.RefusalAsync(database.Options(change: o => o.ApplicationRole = name));

        Assert.Null(await database.TextAsync("select to_regnamespace('ringfence')::text"));
    }

    private static ContractOptions Named(BareDatabase database, string name) =>
        database.Options(
            Binding.Setting,
            TenantIdType.Integer,
            options =>
            {
                options.Owner = $"o{database.Suffix}{name}";
                options.ApplicationRole = $"a{database.Suffix}{name}";
                options.AdminRole = $"d{database.Suffix}{name}";
            }
        );

    private static async Task AssertUsableAsync(BareDatabase database, string role)
    {
        await using var app = await database.ConnectAsync(role);
        await app.ExecuteAsync("select ringfence.set_tenant('7')");
        Assert.Equal(7, await app.ScalarAsync<int>("select ringfence.tenant()"));
    }
}
