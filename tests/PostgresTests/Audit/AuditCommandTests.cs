using System.Text.Json;
using Npgsql;
using PostgresTests.Cli;
using PostgresTests.OtherLanguages;
using Ringfence;
using Ringfence.Catalog;
using Ringfence.Testing.Databases;

namespace PostgresTests.Audit;

public sealed class AuditCommandTests(AuditServer server) : IDisposable
{
    private const string Hole = """
        create table orders (tenant_id uuid not null, id uuid not null default gen_random_uuid(), primary key (tenant_id, id));
        create table invoices (tenant_id uuid not null, id uuid not null default gen_random_uuid(), primary key (tenant_id, id));
        """;

    private const string Doubt = """
        create function beside() returns setof uuid language sql security definer set search_path = pg_catalog, pg_temp as $$
            select b.id from public.orders as a join public.orders as b on b.tenant_id = a.tenant_id where a.id = ringfence.tenant()
        $$;
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ringfence-audit-");

    private string Manifest => Path.Combine(_folder.FullName, "ringfence.json");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("Catalogue", "apis api_versions api_operations", TenantIdType.Uuid)]
    [InlineData("Staff", "employees", TenantIdType.Integer)]
    public async Task A_database_of_init_and_protect_is_clean(string sample, string tables, TenantIdType type)
    {
        var path = Path.Combine(Tool.Repository(), "samples", sample, "Schema.sql");
        await using var database = await server.CreateAsync(
            new()
            {
                Schema = await File.ReadAllTextAsync(path, Cancellation),
                TenantTables = tables,
                TenantIdType = type,
            }
        );
        await WriteManifestAsync(
            string.Join(
                ",",
                tables
                    .Split(' ')
                    .Select(table => $$""" "public.{{table}}": { "class": "tenant", "column": "tenant_id" } """)
            )
        );

        var done = await AuditAsync(database);

        Assert.Contains("Clean: ", done.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (done.ExitCode, done.Error));
    }

    [Fact]
    public async Task A_hole_is_found_known_mended_and_forgotten()
    {
        await using var database = await CreateAsync();
        var baseline = Path.Combine(_folder.FullName, "known.json");

        var missing = await AuditAsync(database, "--baseline", baseline);
        Assert.Equal(2, missing.ExitCode);
        Assert.StartsWith("RF8020", missing.Error, StringComparison.Ordinal);

        var found = await AuditAsync(database);
        Assert.Equal(1, found.ExitCode);
        Assert.Contains("error RF601 table public.orders", found.Output, StringComparison.Ordinal);

        await AuditAsync(database, "--baseline", baseline, "--update-baseline");
        var known = await AuditAsync(database, "--baseline", baseline);
        Assert.Equal(0, known.ExitCode);
        Assert.Contains("1 of the baseline", known.Output, StringComparison.Ordinal);

        await ExecuteAsync(database, "revoke truncate on orders from ringfence_app");
        await AuditAsync(database, "--baseline", baseline);
        await ExecuteAsync(database, "grant truncate on orders to ringfence_app");
        Assert.Equal(1, (await AuditAsync(database, "--baseline", baseline)).ExitCode);
    }

    [Fact]
    public async Task The_sql_that_it_writes_mends_what_it_found()
    {
        await using var database = await CreateAsync();
        var script = Path.Combine(_folder.FullName, "fix.sql");

        await AuditAsync(database, "--fix-sql", script);
        await ExecuteAsync(database, await File.ReadAllTextAsync(script, Cancellation));

        Assert.Equal(0, (await AuditAsync(database)).ExitCode);
    }

    [Fact]
    public async Task A_suppression_of_a_rule_that_there_is_not_is_refused_and_not_left_unused()
    {
        await using var database = await CreateAsync();
        await WriteManifestAsync(
            suppressions: """{ "rule": "RF999", "object": "x", "reason": "y", "expires": "2999-01-01" }"""
        );

        var done = await AuditAsync(database);

        Assert.Equal((2, ""), (done.ExitCode, done.Output));
        Assert.Matches("^RF8010: The manifest, line 1, column [0-9]+: there is no rule RF999", done.Error);
    }

    [Fact]
    public async Task A_suppression_holds_until_its_day_and_is_named_after_it()
    {
        await using var database = await CreateAsync();
        const string Entry =
            """{ "rule": "RF601", "object": "table public.orders", "reason": "nightly reset", "expires": "DAY" }""";

        await WriteManifestAsync(suppressions: Entry.Replace("DAY", "2999-01-01", StringComparison.Ordinal));
        var held = await AuditAsync(database);
        await WriteManifestAsync(suppressions: Entry.Replace("DAY", "2001-01-01", StringComparison.Ordinal));
        var expired = await AuditAsync(database);

        Assert.Equal(0, held.ExitCode);
        Assert.Contains("1 suppressed", held.Output, StringComparison.Ordinal);
        Assert.Equal(1, expired.ExitCode);
        Assert.Contains("expired", expired.Output, StringComparison.Ordinal);
        Assert.Contains("nightly reset", expired.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_error_rule_cannot_decide_fails_as_an_error_until_it_is_suppressed()
    {
        await using var database = await CreateAsync();
        await ExecuteAsync(database, Doubt);
        const string Entry =
            """{ "rule": "RF411", "object": "function public.beside()", "reason": "read on Monday", "expires": "DAY" }""";
        string[] error = ["--skip", "RF601", "--fail-on", "error"];

        var doubt = await AuditAsync(database, error);
        var none = await AuditAsync(database, "--skip", "RF601", "--fail-on", "none");
        await WriteManifestAsync(suppressions: Entry.Replace("DAY", "2999-01-01", StringComparison.Ordinal));
        var held = await AuditAsync(database, error);
        await WriteManifestAsync(suppressions: Entry.Replace("DAY", "2001-01-01", StringComparison.Ordinal));
        var expired = await AuditAsync(database, error);

        Assert.Equal((1, 0, 0, 1), (doubt.ExitCode, none.ExitCode, held.ExitCode, expired.ExitCode));
        Assert.Contains("error RF411 function public.beside()", doubt.Output, StringComparison.Ordinal);
        Assert.Contains("Not clean: 1 undecided error.", none.Output, StringComparison.Ordinal);
        Assert.Contains("Clean: ", held.Output, StringComparison.Ordinal);
        Assert.Contains("read on Monday", expired.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_are_chosen_by_id_or_name_and_a_wrong_one_is_refused()
    {
        await using var database = await CreateAsync();

        var skipped = await AuditAsync(database, "--skip", "truncate-granted");
        var chosen = await AuditAsync(database, "--rule", "rf601", "--format", "json");
        var wrong = await AuditAsync(database, "--rule", "RF000");

        Assert.Equal(0, skipped.ExitCode);
        using var json = JsonDocument.Parse(chosen.Output);
        Assert.Equal("RF601", Assert.Single(json.RootElement.GetProperty("rules").EnumerateArray()).GetString());
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("RF000", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sarif_is_what_the_schema_of_its_standard_says()
    {
        await using var database = await CreateAsync();
        await ExecuteAsync(database, Doubt);

        var done = await AuditAsync(database, "--format", "sarif");

        Assert.Equal(1, done.ExitCode);
        Assert.Contains("\"kind\": \"review\"", done.Output, StringComparison.Ordinal);
        Assert.Empty(await SarifSchema.FaultsAsync(done.Output, Cancellation));
        var wrong = done.Output.Replace("executionSuccessful", "isSuccessful", StringComparison.Ordinal);
        Assert.NotEmpty(await SarifSchema.FaultsAsync(wrong, Cancellation));
    }

    [Fact]
    public async Task A_snapshot_is_audited_without_its_server()
    {
        await using var database = await CreateAsync();
        var file = Path.Combine(_folder.FullName, "snapshot.json");
        await (await Snapshot.ReadAsync(database.Superuser, Cancellation)).SaveAsync(file, Cancellation);

        var done = await CommandLine.RunAsync("audit", "--snapshot", file, "--manifest", Manifest, "--rule", "RF601");

        Assert.Equal(1, done.ExitCode);
        Assert.Contains("RF601", done.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_application_role_may_audit_itself()
    {
        await using var database = await CreateAsync();

        var done = await CommandLine.RunAsync(
            "audit",
            "--connection",
            database.ApplicationConnectionString,
            "--manifest",
            Manifest,
            "--rule",
            "RF601"
        );

        Assert.Contains("error RF601 table public.orders", done.Output, StringComparison.Ordinal);
        Assert.Equal(1, done.ExitCode);
    }

    [Fact]
    public async Task What_cannot_be_reached_or_is_not_said_is_exit_code_2()
    {
        await using var database = await CreateAsync();

        var unreachable = await CommandLine.RunAsync("audit", "--connection", "Host=127.0.0.1;Port=1;Timeout=2");
        var nobody = await AuditAsync(database, "--app-role", "nobody at all", "--skip", "RF601");

        Assert.Equal(2, unreachable.ExitCode);
        Assert.Equal(2, nobody.ExitCode);
        Assert.Contains("there is no such role", nobody.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_prints_the_page_and_refuses_what_is_none()
    {
        var page = await CommandLine.RunAsync("explain", "rf601");
        var none = await CommandLine.RunAsync("explain", "RF000");

        Assert.Equal(0, page.ExitCode);
        Assert.StartsWith("# RF601: ", page.Output, StringComparison.Ordinal);
        Assert.Equal(2, none.ExitCode);
    }

    private async Task<TestDatabase> CreateAsync()
    {
        await WriteManifestAsync();
        var database = await server.CreateAsync(new() { Schema = Hole, TenantTables = "orders invoices" });
        await ExecuteAsync(database, "grant truncate on orders to ringfence_app");
        return database;
    }

    private Task WriteManifestAsync(
        string tables =
            """ "public.orders": {"class": "tenant", "column": "tenant_id"}, "public.invoices": {"class": "tenant", "column": "tenant_id"} """,
        string suppressions = ""
    ) =>
        File.WriteAllTextAsync(
            Manifest,
            $$"""{ "version": 1, "tables": { {{tables}} }, "suppressions": [ {{suppressions}} ] }""",
            Cancellation
        );

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var command = database.Superuser.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <summary>Whatever release of PostgreSQL the tests run on.</summary>
    private async Task<CommandLine> AuditAsync(TestDatabase database, params string[] arguments)
    {
        var connection = new NpgsqlConnectionStringBuilder((await server.ServerAsync()).SuperuserConnectionString)
        {
            Database = database.Name,
        };
        string[] versions = arguments.Contains("--rule")
            ? []
            : ["--skip", "RF901", "--skip", "RF902", "--skip", "RF903"];
        return await CommandLine.RunAsync([
            "audit",
            "--connection",
            connection.ConnectionString,
            "--manifest",
            Manifest,
            .. versions,
            .. arguments,
        ]);
    }
}
