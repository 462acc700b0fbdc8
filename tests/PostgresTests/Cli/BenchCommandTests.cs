using System.Text.Json;
using Npgsql;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Testing.Databases;

namespace PostgresTests.Cli;

public sealed class BenchCommandTests(PostgresFixture postgres) : IDisposable
{
    private static readonly string[] BareWays =
    [
        "bare, where written by hand",
        "bare, where written by hand, no reset",
        "bare, where written by hand, auto-prepare",
        "bare, where written by hand, auto-prepare, no reset",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ringfence-bench-");

    private string SecretFile => Path.Combine(_folder.FullName, "secret");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<Binding> Bindings => [Binding.Signed, Binding.Setting, Binding.Password];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task It_measures_the_rows_of_the_tenant_alone(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);

        var red = await BenchAsync(database, Invoices.Red, "--format", "json");
        var blue = await BenchAsync(database, Invoices.Blue, "--format", "json");

        Assert.Equal((0, "", 0, ""), (red.ExitCode, red.Error, blue.ExitCode, blue.Error));
        Assert.Equal((3, 2), (Rows(red), Rows(blue)));
        using var json = JsonDocument.Parse(red.Output);
        Assert.Equal("public.invoice", json.RootElement.GetProperty("table").GetString());
        Assert.Equal(3, json.RootElement.GetProperty("reads").GetArrayLength());
        var name = $"Ringfence, {binding.ToString().ToLowerInvariant()}";
        string[] ways = binding == Binding.Setting ? [name, $"{name}, auto-prepare"] : [name];
        string[] resets =
            binding == Binding.Password ? ["", ", no reset"] : ["", ", reset with the bind", ", no reset"];
        Assert.Equal(["set, query, unset", .. ways.SelectMany(way => resets.Select(reset => way + reset))], Ways(json));
    }

    [Fact]
    public async Task A_role_that_policies_do_not_hold_for_is_what_the_others_are_compared_to()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Setting);

        var done = await BenchAsync(
            database,
            Invoices.Red,
            "--format",
            "json",
            "--admin-connection",
            database.AdminConnectionString
        );

        using var json = JsonDocument.Parse(done.Output);
        Assert.Equal(BareWays, Ways(json).Take(BareWays.Length));
        Assert.Contains(
            """where t."id" = $1 and t."tenant_id" = $2""",
            json.RootElement.GetProperty("reads")[0].GetProperty("handWritten").GetString(),
            StringComparison.Ordinal
        );
        var first = json.RootElement.GetProperty("reads")[0].GetProperty("ways")[0];
        Assert.Equal(1, first.GetProperty("ratio").GetDouble());
    }

    [Fact]
    public async Task The_text_shows_a_table_with_bars_and_says_what_was_left_out()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);

        var done = await BenchAsync(database, Invoices.Red);

        Assert.Equal((0, ""), (done.ExitCode, done.Error));
        Assert.Contains("public.invoice, 3 rows of the tenant.", done.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^  Ringfence, signed +[0-9]+ +[0-9.]+ +[0-9.]+–[0-9.]+ +[0-9]+  █", done.Output);
        Assert.Contains(
            "  bare, where written by hand: it takes --admin-connection",
            done.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("UnsafeKeepPreparedStatements", done.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_policies_hold_for_is_refused_as_the_one_to_compare_to()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Setting);

        var done = await BenchAsync(database, Invoices.Red, "--admin-connection", database.ApplicationConnectionString);

        Assert.Equal((2, ""), (done.ExitCode, done.Output));
        Assert.StartsWith(
            "RF4010: Nothing was measured: the role of --admin-connection is one that policies hold for.",
            done.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_missing_index_and_a_policy_that_asks_once_a_row_are_advised_and_what_is_well_is_not()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Setting);
        var well = await AdviceAsync(database);
        await database.Superuser.RunAsync(
            """
            drop index invoice_tenant_id_idx;
            alter policy ringfence_tenant on invoice using (tenant_id = ringfence.tenant())
                with check (tenant_id = ringfence.tenant())
            """
        );

        var ill = await AdviceAsync(database);

        Assert.DoesNotContain(well, advice => advice.About.StartsWith("RF", StringComparison.Ordinal));
        var index = Assert.Single(ill, advice => advice.About == "RF801");
        Assert.Equal("""create index on "public"."invoice" ("tenant_id")""", index.Fix);
        Assert.Single(ill, advice => advice.About == "RF802");
    }

    [Fact]
    public async Task Auto_prepare_in_the_connection_string_is_spoken_of_where_a_data_source_refuses_it()
    {
        await using var signed = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var connection = new NpgsqlConnectionStringBuilder(signed.ApplicationConnectionString) { MaxAutoPrepare = 20 };

        var with = await AdviceAsync(signed, "--connection", connection.ConnectionString);
        var without = await AdviceAsync(signed);

        Assert.Single(with, advice => advice.About == "auto-prepare");
        Assert.DoesNotContain(without, advice => advice.About == "auto-prepare");
    }

    [Fact]
    public async Task Where_sessions_keep_temporary_tables_the_ways_without_a_reset_are_left_out()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Setting);
        await database.Superuser.RunAsync($"grant temporary on database \"{database.Name}\" to public");

        var done = await BenchAsync(database, Invoices.Red, "--format", "json");

        using var json = JsonDocument.Parse(done.Output);
        string[] left = ["", ", reset with the bind", ", auto-prepare", ", auto-prepare, reset with the bind"];
        Assert.Equal(["set, query, unset", .. left.Select(one => $"Ringfence, setting{one}")], Ways(json));
        Assert.Contains("no reset: ", json.RootElement.GetProperty("leftOut").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing", "RF1002: ")]
    [InlineData("33333333-3333-3333-3333-333333333333", "RF4010: Nothing was measured: the tenant sees no row of")]
    public async Task A_tenant_that_is_none_or_has_no_rows_is_refused(string tenant, string error)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Setting);

        var done = await RunAsync(database, "--tenant", tenant);

        Assert.Equal((2, ""), (done.ExitCode, done.Output));
        Assert.StartsWith(error, done.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public.nothing", "there is no table public.nothing.")]
    [InlineData("public.open", "public.open has no row security")]
    [InlineData("public.keyless", "public.keyless has no primary key")]
    [InlineData("public.foreign_policy", "public.foreign_policy has no policy that binds a column")]
    [InlineData("public.seen", "public.seen is no table")]
    public async Task A_table_that_cannot_be_measured_is_refused(string table, string reason)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Setting);
        await database.Superuser.RunAsync(
            """
            create table open (id integer primary key);
            create table keyless (tenant_id uuid);
            alter table keyless enable row level security;
            create policy own on keyless using (tenant_id = (select ringfence.tenant()));
            create table foreign_policy (id integer primary key);
            alter table foreign_policy enable row level security;
            create policy own on foreign_policy using (id = 7);
            create view seen as select o.id from open as o
            """
        );

        var done = await BenchAsync(database, Invoices.Red, "--table", table);

        Assert.Equal((2, ""), (done.ExitCode, done.Output));
        Assert.StartsWith($"RF4010: Nothing was measured: {reason}", done.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_is_missing_or_wrong_is_refused()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var other = await TestDatabase.CreateAsync(postgres.Server, new(), Cancellation);

        var missing = await CommandLine.RunAsync([
            "bench",
            "--connection",
            database.ApplicationConnectionString,
            "--tenant",
            Invoices.Red.Value,
            "--secret-file",
            SecretFile,
        ]);
        await File.WriteAllTextAsync(SecretFile, other.Secret, Cancellation);
        var wrong = await CommandLine.RunAsync([
            "bench",
            "--connection",
            database.ApplicationConnectionString,
            "--tenant",
            Invoices.Red.Value,
            "--secret-file",
            SecretFile,
        ]);

        Assert.Equal((2, 2), (missing.ExitCode, wrong.ExitCode));
        Assert.Contains("there is no ", missing.Error, StringComparison.Ordinal);
        Assert.StartsWith("RF2001: ", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_without_a_contract_and_a_server_that_is_not_there_are_exit_code_2()
    {
        var name = await postgres.Server.CreateDatabaseAsync(cancellationToken: Cancellation);
        var empty = new NpgsqlConnectionStringBuilder(postgres.Server.SuperuserConnectionString)
        {
            Database = name,
            Pooling = false,
        };

        var contractless = await CommandLine.RunAsync(
            "bench",
            "--connection",
            empty.ConnectionString,
            "--tenant",
            Invoices.Red.Value
        );
        var unreachable = await CommandLine.RunAsync(
            "bench",
            "--connection",
            "Host=127.0.0.1;Port=1;Timeout=2",
            "--tenant",
            Invoices.Red.Value
        );

        Assert.Equal((2, 2), (contractless.ExitCode, unreachable.ExitCode));
        Assert.StartsWith("RF3002: ", contractless.Error, StringComparison.Ordinal);
        Assert.StartsWith("Cannot reach the server: ", unreachable.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_contract_is_named_and_nothing_is_measured()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Setting);
        await database.Superuser.RunAsync("update ringfence.contract set version = 1, compatible_from = 1");

        var done = await BenchAsync(database, Invoices.Red);

        Assert.Equal((2, ""), (done.ExitCode, done.Output));
        Assert.StartsWith("RF3003: ", done.Error, StringComparison.Ordinal);
        Assert.Contains("ringfence init", done.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--seconds", "0", "--seconds takes 1 to 3600.")]
    [InlineData("--connections", "many", "--connections takes 1 to 32.")]
    [InlineData("--table", "invoice", "--table takes schema.table")]
    [InlineData("--admin-connection", "Host", "--admin-connection: The connection string cannot be read.")]
    public async Task Bad_arguments_are_named(string option, string value, string error)
    {
        var done = await CommandLine.RunAsync("bench", "--connection", "Host=h", "--tenant", "1", option, value);

        Assert.Equal((2, ""), (done.ExitCode, done.Output));
        Assert.StartsWith(error, done.Error, StringComparison.Ordinal);
    }

    private static long Rows(CommandLine done)
    {
        using var json = JsonDocument.Parse(done.Output);
        return json.RootElement.GetProperty("rows").GetInt64();
    }

    private static string[] Ways(JsonDocument json) =>
        [
            .. json
                .RootElement.GetProperty("reads")[0]
                .GetProperty("ways")
                .EnumerateArray()
                .Select(way => way.GetProperty("name").GetString()!),
        ];

    private async Task<(string About, string? Fix)[]> AdviceAsync(TestDatabase database, params string[] more)
    {
        var done = await BenchAsync(database, Invoices.Red, ["--format", "json", .. more]);
        using var json = JsonDocument.Parse(done.Output);
        return
        [
            .. json
                .RootElement.GetProperty("advice")
                .EnumerateArray()
                .Select(advice => (advice.GetProperty("about").GetString()!, advice.GetProperty("fix").GetString())),
        ];
    }

    private Task<CommandLine> BenchAsync(TestDatabase database, TenantId tenant, params string[] more) =>
        RunAsync(database, ["--tenant", tenant.Value, .. more]);

    private async Task<CommandLine> RunAsync(TestDatabase database, params string[] more)
    {
        await File.WriteAllTextAsync(SecretFile, database.Secret ?? "", Cancellation);
        string[] connection = more.Contains("--connection")
            ? []
            : ["--connection", database.ApplicationConnectionString];
        return await CommandLine.RunAsync([
            "bench",
            .. connection,
            "--secret-file",
            SecretFile,
            "--seconds",
            "1",
            .. more,
        ]);
    }
}
