using System.Runtime.Versioning;
using Npgsql;
using PostgresTests.Contract;
using PostgresTests.OtherLanguages;
using Ringfence;
using Ringfence.Signing;

namespace PostgresTests.Cli;

[UnsupportedOSPlatform("windows")]
public sealed class CommandLineTests(PostgresFixture postgres) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ringfence-cli-");

    private string SecretFile => Path.Combine(_folder.FullName, "secret");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("signed", "rfk1.1.")]
    [InlineData("password", "rfp1.1.")]
    public async Task Init_installs_and_keeps_the_secret_in_a_file_for_its_user_alone(string binding, string prefix)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);

        var done = await InitAsync(database, "--binding", binding);

        Assert.Equal((0, ""), (done.ExitCode, done.Error));
        Assert.StartsWith("Contract version 3 installed.", done.Output, StringComparison.Ordinal);
        var secret = await File.ReadAllTextAsync(SecretFile, TestContext.Current.CancellationToken);
        Assert.StartsWith(prefix, secret, StringComparison.Ordinal);
        Assert.EndsWith("\n", secret, StringComparison.Ordinal);
        Assert.DoesNotContain(secret.Trim(), done.Output, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SecretFile));
    }

    [Fact]
    public async Task Init_again_says_so_and_writes_no_file()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await InitAsync(database);
        File.Delete(SecretFile);

        var again = await InitAsync(database);

        Assert.Equal(0, again.ExitCode);
        Assert.StartsWith("Contract version 3 is installed.", again.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(SecretFile));
    }

    [Fact]
    public async Task A_secret_file_is_never_overwritten_and_nothing_is_installed_then()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await File.WriteAllTextAsync(SecretFile, "precious", TestContext.Current.CancellationToken);

        var refused = await InitAsync(database);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("never overwritten", refused.Error, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(SecretFile, TestContext.Current.CancellationToken));
        await AssertNothingAsync(database);
    }

    [Fact]
    public async Task A_secret_file_that_another_writes_in_the_last_moment_is_not_overwritten()
    {
        var file = new FileInfo(SecretFile);
        Assert.False(file.Exists); // And it is not looked at again.
        await File.WriteAllTextAsync(SecretFile, "precious", TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<IOException>(() =>
            Ringfence.Cli.SecretFile.WriteAsync(file, "new", TestContext.Current.CancellationToken)
        );

        Assert.Equal("precious", await File.ReadAllTextAsync(SecretFile, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/nowhere/secret")]
    [InlineData("/proc/secret")]
    [InlineData("/dev/full/secret")]
    public async Task Where_the_secret_cannot_be_written_nothing_is_installed(string file)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);

        var refused = await InitAsync(database, "--secret-file", file);

        AssertSentence(refused);
        await AssertNothingAsync(database);
    }

    [Fact]
    public async Task A_dangling_link_in_the_place_of_the_secret_file_is_not_followed()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var target = Path.Combine(_folder.FullName, "target");
        File.CreateSymbolicLink(SecretFile, target);

        var refused = await InitAsync(database);

        Assert.Equal(1, refused.ExitCode);
        Assert.False(File.Exists(target));
        await AssertNothingAsync(database);
    }

    [Fact]
    public async Task The_connection_string_may_come_from_the_environment()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        Environment.SetEnvironmentVariable("RINGFENCE_ADMIN", database.SuperuserConnectionString);
        try
        {
            var plan = await CommandLine.RunAsync("init", "--dry-run");

            Assert.Equal((0, ""), (plan.ExitCode, plan.Error));
        }
        finally
        {
            Environment.SetEnvironmentVariable("RINGFENCE_ADMIN", null);
        }
    }

    [Theory]
    [InlineData("signed")]
    [InlineData("setting")]
    [InlineData("password")]
    public async Task A_dry_run_changes_nothing_and_what_it_prints_installs_the_contract_in_psql(string binding)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var hostile = $"app ' \" $grants$ \\ {database.Suffix}";

        var plan = await InitAsync(database, "--binding", binding, "--app-role", hostile, "--dry-run");

        Assert.Equal((0, ""), (plan.ExitCode, plan.Error));
        Assert.False(File.Exists(SecretFile));
        await AssertNothingAsync(database);

        var run = await Psql.RunAsync(database.SuperuserConnectionString, "\\set ON_ERROR_STOP on\n" + plan.Output);
        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain("ERROR", run.Error, StringComparison.Ordinal);
        var done = await InitAsync(database, "--binding", binding, "--app-role", hostile);
        Assert.Equal((0, binding != "setting"), (done.ExitCode, File.Exists(SecretFile)));
        await database.ExecuteAsync("create table public.invoice (total int)");
        await database.ProtectAsync("public.invoice");
        await using var app = await database.ConnectAsync(hostile);
        await BindAsync(app, binding, Fence.Red);
        await app.ExecuteAsync("insert into invoice values (1)");
        await BindAsync(app, binding, Fence.Blue);
        Assert.Equal(0, await app.ScalarAsync<long>("select count(*) from invoice"));
    }

    [Fact]
    public async Task What_a_superuser_should_run_stays_a_comment_whatever_a_role_is_called()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var boss = $"boss_{database.Suffix}";
        await database.CreateLoginAsync(boss, "createrole");
        await database.ExecuteAsync($"alter database {database.Name} owner to {boss}");

        var plan = await CommandLine.RunAsync(
            "init",
            "--dry-run",
            "--admin",
            database.ConnectionString(boss),
            "--admin-role",
            "x\ndrop schema public; --"
        );

        Assert.Equal(0, plan.ExitCode);
        var tail = plan.Output[plan.Output.IndexOf("\ncommit;", StringComparison.Ordinal)..].Split('\n')[2..];
        Assert.All(
            tail,
            line => Assert.True(line.Length == 0 || line.StartsWith("--", StringComparison.Ordinal), line)
        );
    }

    [Fact]
    public async Task Protect_tells_what_it_did_and_which_keys_reach_across()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await InitAsync(database);
        await database.ExecuteAsync("create table public.invoice (number int constraint number_key unique)");

        var dry = await ProtectAsync(database, "public.invoice", "--dry-run");
        Assert.Contains("create policy", dry.Output, StringComparison.Ordinal);
        Assert.Null(await database.TextAsync("select p.polname::text from pg_policy as p"));
        var done = await ProtectAsync(database, "public.invoice");

        Assert.Equal(0, done.ExitCode);
        Assert.Contains("\"public\".\"invoice\" is a tenant table.", done.Output, StringComparison.Ordinal);
        Assert.Contains("number_key: UNIQUE (number)", done.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Protect_refuses_in_a_sentence()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await InitAsync(database);

        var refused = await ProtectAsync(database, "public.nothing");

        AssertSentence(refused);
        Assert.StartsWith("RF4002: Table public.nothing was not protected", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rotated_key_and_a_token_made_with_it_bind()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await InitAsync(database);
        var next = Path.Combine(_folder.FullName, "next");

        var rotated = await CommandLine.RunAsync(
            "key",
            "rotate",
            "--admin",
            database.SuperuserConnectionString,
            "--secret-file",
            next,
            "--grace",
            "02:00:00"
        );
        var token = await CommandLine.RunAsync("token", Fence.Red, "--secret-file", next, "--minutes", "1");

        Assert.Equal((0, 0, ""), (rotated.ExitCode, token.ExitCode, token.Error));
        Assert.Contains("within 02:00:00", rotated.Output, StringComparison.Ordinal);
        await using var app = await database.ConnectAsync(database.Options().ApplicationRole);
        await app.ExecuteAsync("select ringfence.set_tenant($1)", token.Output.Trim());
        Assert.Equal(Fence.Red, await app.ScalarAsync<string>("select ringfence.get_tenant()"));

        var third = await CommandLine.RunAsync(
            "key",
            "rotate",
            "--admin",
            database.SuperuserConnectionString,
            "--secret-file",
            next + "2"
        );
        AssertSentence(third);
        Assert.False(File.Exists(next + "2"));
    }

    [Theory]
    [InlineData("init")]
    [InlineData("init", "--admin", "")]
    [InlineData("init", "--admin", "Database=x")]
    [InlineData("init", "--admin", "Host=x", "--binding", "7")]
    [InlineData("init", "--admin", "Host=x", "--tenant-type", "guid")]
    [InlineData("init", "--admin", "postgres://u:hunter2@h/d")]
    [InlineData("init", "--admin", "Host=x;Password=a;hunter2=b")]
    [InlineData("init", "--admin", "Host=x;Port=hunter2")]
    [InlineData("protect", "--admin", "Host=x")]
    [InlineData("key", "rotate", "--admin", "Host=x", "--grace", "-1")]
    [InlineData("key", "rotate", "--admin", "Host=x", "--grace", "soon")]
    [InlineData("token", "a", "--minutes", "61")]
    [InlineData("token", "a", "--minutes", "0")]
    [InlineData("token")]
    [InlineData("destroy")]
    public async Task Unusable_arguments_end_with_2_a_sentence_and_where_help_is(params string[] arguments)
    {
        var refused = await CommandLine.RunAsync(arguments);

        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("See: ringfence ", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=u;Password=hunter2", "Cannot reach the server")]
    [InlineData("Host=nowhere.invalid;Username=u;Password=hunter2", "Cannot reach the server")]
    [InlineData("Host={host};Port={port};Username=postgres;Password=hunter2", "password authentication failed")]
    [InlineData("Host={host};Port={port};Username=nobody;Password=hunter2", "password authentication failed")]
    public async Task A_server_that_does_not_let_us_in_is_told_in_a_sentence_without_the_password(
        string connectionString,
        string told
    )
    {
        var refused = await CommandLine.RunAsync(
            "init",
            "--admin",
            connectionString
                .Replace("{host}", postgres.Server.Host, StringComparison.Ordinal)
                .Replace("{port}", $"{postgres.Server.Port}", StringComparison.Ordinal)
        );

        AssertSentence(refused);
        Assert.Contains(told, refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_told_in_a_sentence()
    {
        var connection = new NpgsqlConnectionStringBuilder(postgres.Server.SuperuserConnectionString)
        {
            Database = "gone",
        };

        var refused = await CommandLine.RunAsync("init", "--admin", connection.ConnectionString);

        AssertSentence(refused);
        Assert.Contains("\"gone\" does not exist", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_holds_no_key_is_told_without_its_content()
    {
        await File.WriteAllTextAsync(SecretFile, "hunter2", TestContext.Current.CancellationToken);

        var none = await CommandLine.RunAsync("token", Fence.Red, "--secret-file", SecretFile);
        var gone = await CommandLine.RunAsync("token", Fence.Red, "--secret-file", SecretFile + "x");
        var nobody = await CommandLine.RunAsync("token", "nobody", "--secret-file", SecretFile);

        AssertSentence(none);
        Assert.DoesNotContain("hunter2", none.Error, StringComparison.Ordinal);
        AssertSentence(gone);
        AssertSentence(nobody);
    }

    private static void AssertSentence(CommandLine refused)
    {
        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Single(refused.Error.Trim().Split('\n'));
        Assert.DoesNotContain("(Parameter", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Error, StringComparison.Ordinal);
    }

    private static async Task AssertNothingAsync(BareDatabase database) =>
        Assert.Equal(
            "0",
            await database.TextAsync(
                $"""
                select (select count(*) from pg_roles as r where r.rolname like '%{database.Suffix}%')
                    + (select count(*) from pg_namespace as n where n.nspname = 'ringfence')
                """
            )
        );

    private static Task<CommandLine> ProtectAsync(BareDatabase database, params string[] arguments) =>
        CommandLine.RunAsync(["protect", "--admin", database.SuperuserConnectionString, .. arguments]);

    private async Task BindAsync(RoleSession app, string binding, string tenant)
    {
        var secret = File.Exists(SecretFile)
            ? (await File.ReadAllTextAsync(SecretFile, TestContext.Current.CancellationToken)).Trim()
            : null;
        Assert.Equal(binding == "signed", SigningKey.TryParse(secret, out _));
        await Session.BindAsync(app, Enum.Parse<Binding>(binding, ignoreCase: true), TenantIdType.Uuid, secret, tenant);
    }

    private Task<CommandLine> InitAsync(BareDatabase database, params string[] arguments)
    {
        var options = database.Options();
        string[] roles =
        [
            "--app-role",
            options.ApplicationRole,
            "--admin-role",
            options.AdminRole,
            "--owner",
            options.Owner,
        ];
        string[] file = arguments.Contains("--secret-file") ? [] : ["--secret-file", SecretFile];
        IEnumerable<string> named = arguments.Contains("--app-role") ? roles[2..] : roles;
        return CommandLine.RunAsync([
            "init",
            "--admin",
            database.SuperuserConnectionString,
            .. named,
            .. file,
            .. arguments,
        ]);
    }
}
