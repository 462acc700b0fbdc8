using System.Text.Json;
using PostgresTests.Contract;

namespace PostgresTests.Cli;

public sealed class AdminCommandTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_log_is_a_table_the_newest_row_first()
    {
        await using var database = await CreateAsync();

        var done = await CommandLine.RunAsync("admin", "log", "--admin", database.SuperuserConnectionString);

        var lines = done.Output.TrimEnd().Split('\n');
        Assert.Equal((0, "", 3), (done.ExitCode, done.Error, lines.Length));
        Assert.Matches("^at \\(UTC\\)  +role  +from  +who  +mode  +reason$", lines[0]);
        var role = database.Options().AdminRole;
        Assert.Matches(
            $"^[0-9-]{{10}} [0-9:]{{8}}  {role}  [0-9.:]+  bob    read write  repair \\(SUP-2\\)$",
            lines[1]
        );
        Assert.Matches($"^[0-9-]{{10}} [0-9:]{{8}}  {role}  [0-9.:]+  alice  read only   a wish$", lines[2]);
    }

    [Fact]
    public async Task As_json_it_has_every_column()
    {
        await using var database = await CreateAsync();

        var done = await CommandLine.RunAsync(
            "admin",
            "log",
            "--json",
            "--limit",
            "1",
            "--admin",
            database.SuperuserConnectionString
        );

        using var json = JsonDocument.Parse(done.Output);
        var row = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(
            "id at session_role client_address client_port backend_pid who reason ticket mode tenant application host",
            string.Join(' ', row.EnumerateObject().Select(property => property.Name))
        );
        Assert.Equal("bob", row.GetProperty("who").GetString());
        Assert.Equal("red", row.GetProperty("tenant").GetString());
        Assert.Equal(DateTimeKind.Utc, row.GetProperty("at").GetDateTime().Kind);
    }

    [Fact]
    public async Task Since_a_time_there_are_only_later_ones_and_the_admin_role_may_read_them()
    {
        await using var database = await CreateAsync();
        await database.ExecuteAsync("update ringfence.admin_log set at = '2001-01-01 10:00Z' where who = 'alice'");
        var connection = database.ConnectionString(database.Options().AdminRole);

        var later = await CommandLine.RunAsync(
            "admin",
            "log",
            "--since",
            "2001-01-01T10:00:01Z",
            "--admin",
            connection
        );
        var all = await CommandLine.RunAsync("admin", "log", "--since", "2001-01-01", "--admin", connection);

        Assert.Contains("bob", later.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("alice", later.Output, StringComparison.Ordinal);
        Assert.Contains("alice", all.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_would_steer_a_terminal_is_not_printed()
    {
        await using var database = await CreateAsync();
        await database.ExecuteAsync(
            """
            alter table ringfence.admin_log drop constraint admin_log_who;
            update ringfence.admin_log set who = e'\x1b[2J\u202eecila\u2028' where who = 'bob';
            """
        );

        var done = await CommandLine.RunAsync("admin", "log", "--admin", database.SuperuserConnectionString);

        Assert.Contains("?[2J?ecila?", done.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", done.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--since", "yesterday")]
    [InlineData("--limit", "0")]
    public async Task What_cannot_be_is_refused(string option, string value)
    {
        var refused = await CommandLine.RunAsync("admin", "log", option, value, "--admin", "Host=nowhere");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(option, refused.Error, StringComparison.Ordinal);
    }

    private async Task<BareDatabase> CreateAsync()
    {
        var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();
        await using var admin = await database.ConnectAsync(database.Options().AdminRole);
        await admin.ExecuteAsync("select ringfence.admin_open('a wish', 'alice')");
        await admin.ExecuteAsync("select ringfence.admin_open('repair', 'bob', 'SUP-2', true, 'red', 'desk')");
        return database;
    }
}
