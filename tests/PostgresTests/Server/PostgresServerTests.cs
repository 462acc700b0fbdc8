using System.Globalization;
using System.Net.NetworkInformation;
using Npgsql;
using Ringfence.Testing;

namespace PostgresTests.Server;

public sealed class PostgresServerTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_started_server_answers_with_the_version_it_says()
    {
        var version = await ScalarAsync(postgres.Server.SuperuserConnectionString, "show server_version");

        Assert.Equal(postgres.Server.Version, version);
        Assert.StartsWith(
            postgres.Server.Major.ToString(CultureInfo.InvariantCulture),
            version,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void It_is_of_the_major_that_the_environment_asks_for()
    {
        var major = postgres.Server.Major.ToString(CultureInfo.InvariantCulture);

        Assert.Equal(Environment.GetEnvironmentVariable("RINGFENCE_PG_MAJOR") ?? major, major);
    }

    [Fact]
    public void It_listens_on_the_loopback_address_alone()
    {
        var listeners = IPGlobalProperties
            .GetIPGlobalProperties()
            .GetActiveTcpListeners()
            .Where(endpoint => endpoint.Port == postgres.Server.Port)
            .Select(endpoint => endpoint.Address.ToString());

        Assert.Equal(["127.0.0.1"], listeners);
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        var connectionString = postgres.Server.ConnectionString("postgres", "postgres", "wrong");

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(connectionString, "select 'in'"));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
    }

    [Fact]
    public async Task Every_way_in_asks_for_a_password()
    {
        var methods = await ScalarAsync(
            postgres.Server.SuperuserConnectionString,
            "select string_agg(distinct r.auth_method, ',') from pg_catalog.pg_hba_file_rules r"
        );

        Assert.Equal("scram-sha-256", methods);
    }

    [Fact]
    public void The_password_file_is_gone_and_the_folder_is_closed_to_others()
    {
        var folder = Path.GetDirectoryName(postgres.Server.LogFile)!;

        Assert.Empty(Directory.EnumerateFiles(folder, "password*"));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            new DirectoryInfo(folder).UnixFileMode
        );
    }

    [Fact]
    public void It_does_not_run_as_root()
    {
        var status = File.ReadAllLines($"/proc/{postgres.Server.ProcessId}/status");

        var users = status.Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1..];

        Assert.DoesNotContain("0", users);
    }

    [Fact]
    public async Task A_database_is_created_from_a_template_and_dropped_from_under_its_users()
    {
        var template = await postgres.Server.CreateDatabaseAsync(cancellationToken: Cancellation);
        await ScalarAsync(SuperuserOf(template) + ";Pooling=false", "create table mark (); select 'made'");
        var copy = await postgres.Server.CreateDatabaseAsync(template, Cancellation);
        await using var user = new NpgsqlConnection(SuperuserOf(copy) + ";Pooling=false");
        await user.OpenAsync(Cancellation);
        await using var count = new NpgsqlCommand("select count(*) from mark", user);
        Assert.Equal(0L, await count.ExecuteScalarAsync(Cancellation));

        await postgres.Server.DropDatabaseAsync(copy, Cancellation);
        await postgres.Server.DropDatabaseAsync(template, Cancellation);

        var left = $"select count(*)::text from pg_catalog.pg_database d where d.datname in ('{template}', '{copy}')";
        Assert.Equal("0", await ScalarAsync(postgres.Server.SuperuserConnectionString, left));
    }

    [Fact]
    public async Task A_setting_of_the_options_reaches_the_server()
    {
        var options = new PostgresServerOptions { Settings = { ["ringfence.note"] = @"it's a \ 'quoted' note" } };

        await using var server = await PostgresServer.StartAsync(options, Cancellation);

        Assert.Equal(
            @"it's a \ 'quoted' note",
            await ScalarAsync(server.SuperuserConnectionString, "show ringfence.note")
        );
    }

    [Fact]
    public async Task A_setting_that_would_open_the_server_is_refused()
    {
        var options = new PostgresServerOptions { Settings = { ["Listen_Addresses"] = "*" } };

        var refusal = await Assert.ThrowsAsync<ArgumentException>(() =>
            PostgresServer.StartAsync(options, Cancellation)
        );

        Assert.Contains("Listen_Addresses", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_start_tells_the_end_of_its_log()
    {
        var options = new PostgresServerOptions { Settings = { ["max_connections"] = "none" } };

        var failure = await Assert.ThrowsAsync<PostgresStartException>(() =>
            PostgresServer.StartAsync(options, Cancellation)
        );

        Assert.Contains("invalid value for parameter \"max_connections\"", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_disposed_server()
    {
        var server = await PostgresServer.StartAsync(cancellationToken: Cancellation);
        var folder = Path.GetDirectoryName(server.LogFile);
        Assert.True(Remains.IsRunning(server.ProcessId) && Directory.Exists(folder));

        await server.DisposeAsync();
        await server.DisposeAsync();

        Assert.False(Remains.IsRunning(server.ProcessId) || Directory.Exists(folder));
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Nothing_is_left_when_a_signal_ends_the_process_group_of_the_parent(string signal)
    {
        using var victim = await VictimProcess.StartAsync("wait", Cancellation);
        Assert.True(Remains.IsRunning(victim.ServerId) && Directory.Exists(victim.Folder));

        await victim.SignalAsync(signal, Cancellation);
        await victim.WaitForExitAsync(Cancellation);

        await Remains.AreGoneAsync(victim.ServerId, victim.Folder, Cancellation);
    }

    [Fact]
    public async Task Nothing_is_left_when_the_parent_ends_by_an_unhandled_exception()
    {
        using var victim = await VictimProcess.StartAsync("throw", Cancellation);

        await victim.WaitForExitAsync(Cancellation);

        await Remains.AreGoneAsync(victim.ServerId, victim.Folder, Cancellation);
    }

    private string SuperuserOf(string database) =>
        new NpgsqlConnectionStringBuilder(postgres.Server.SuperuserConnectionString)
        {
            Database = database,
        }.ConnectionString;

    private static async Task<string> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
