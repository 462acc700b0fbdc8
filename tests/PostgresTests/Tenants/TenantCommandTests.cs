using PostgresTests.Cli;
using Ringfence;
using Ringfence.Tenants;

namespace PostgresTests.Tenants;

/// <summary>The registry from the command line.</summary>
public sealed class TenantCommandTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenant_is_added_suspended_activated_and_deleted_by_the_admin_role()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server, TenantIdType.BigInt);

        var added = await RunAsync(database, "add", "7", "--name", "Seven");
        Assert.Equal((0, "Tenant 7 is registered.\n", ""), (added.ExitCode, added.Output, added.Error));
        await AssertListAsync(database, "7\tactive\tSeven\n");

        Assert.Equal("Tenant 7 is suspended.\n", (await RunAsync(database, "suspend", "7")).Output);
        await AssertListAsync(database, "7\tsuspended\tSeven\n");

        Assert.Equal("Tenant 7 is active.\n", (await RunAsync(database, "activate", "7")).Output);
        await AssertListAsync(database, "7\tactive\tSeven\n");

        Assert.Equal("Tenant 7 is deleted.\n", (await RunAsync(database, "delete", "7", "--for-good")).Output);
        await AssertListAsync(database, "7\tdeleted\t\n");
    }

    [Fact]
    public async Task A_name_neither_forges_a_line_nor_steers_the_terminal()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server, TenantIdType.BigInt);
        await database.Registry.RegisterAsync(
            TenantId.From(7),
            "a\n8\tactive\u001b[2J\u009b\u202eä\u2028",
            Cancellation
        );

        await AssertListAsync(database, "7\tactive\ta?8?active?[2J??ä?\n");
    }

    [Fact]
    public async Task Without_saying_that_it_is_for_good_nothing_is_deleted()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server, TenantIdType.BigInt);
        await database.Registry.RegisterAsync(TenantId.From(7), null, Cancellation);

        var refused = await RunAsync(database, "delete", "7");

        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("--for-good", refused.Error, StringComparison.Ordinal);
        Assert.Equal(TenantState.Active, (await database.Registry.FindAsync(TenantId.From(7), Cancellation))!.State);
    }

    [Theory]
    [InlineData("RF3042", "suspend", "8")]
    [InlineData("RF3042", "add", "7")]
    [InlineData("RF1002", "add", "seven")]
    [InlineData("RF1002", "activate", "0")]
    public async Task What_cannot_be_done_is_told_in_a_sentence(string code, params string[] arguments)
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server, TenantIdType.BigInt);
        await database.Registry.RegisterAsync(TenantId.From(7), null, Cancellation);

        var refused = await RunAsync(database, arguments);

        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.StartsWith(code, refused.Error, StringComparison.Ordinal);
        Assert.Single(refused.Error.Trim().Split('\n'));
    }

    [Fact]
    public async Task The_application_role_is_refused()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server, TenantIdType.BigInt);

        var refused = await CommandLine.RunAsync("tenant", "add", "7", "--admin", database.ApplicationConnectionString);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("admin role", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tenant")]
    [InlineData("tenant", "add", "--admin", "Host=x")]
    [InlineData("tenant", "add", "7", "--admin", "Host=x", "--name", " ")]
    [InlineData("tenant", "suspend", "7", "--admin", "")]
    [InlineData("tenant", "list", "7", "--admin", "Host=x")]
    public async Task Unusable_arguments_end_with_2(params string[] arguments)
    {
        var refused = await CommandLine.RunAsync(arguments);

        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("See: ringfence tenant ", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_lets_the_application_role_list_the_tenants_only_if_it_is_told_to()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server, TenantIdType.BigInt);
        await database.Registry.RegisterAsync(TenantId.From(7), null, Cancellation);
        await using var app = await database.Bare.ConnectAsync(database.ApplicationRole);

        var told = await InitAsync(database, "--application-lists-tenants");
        Assert.Equal((0, ""), (told.ExitCode, told.Error));
        Assert.Equal(["7"], await app.ColumnAsync<string>("select ringfence.active_tenants(null, 10)"));

        await InitAsync(database);
        Assert.Equal("42501", await app.RefusedAsync("select ringfence.active_tenants(null, 10)"));
    }

    private static Task<CommandLine> RunAsync(RegistryDatabase database, params string[] arguments) =>
        CommandLine.RunAsync(["tenant", .. arguments, "--admin", database.Bare.ConnectionString(database.AdminRole)]);

    private static Task<CommandLine> InitAsync(RegistryDatabase database, params string[] arguments) =>
        CommandLine.RunAsync([
            "init",
            "--tenant-type",
            "bigint",
            "--app-role",
            database.ApplicationRole,
            "--admin-role",
            database.AdminRole,
            "--owner",
            database.Owner,
            "--admin",
            database.Bare.SuperuserConnectionString,
            .. arguments,
        ]);

    private static async Task AssertListAsync(RegistryDatabase database, string expected) =>
        Assert.Equal(expected, (await RunAsync(database, "list")).Output);
}
