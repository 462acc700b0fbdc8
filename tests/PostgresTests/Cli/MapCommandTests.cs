using System.Text;
using System.Text.Json;
using PostgresTests.Catalog;
using PostgresTests.Contract;

namespace PostgresTests.Cli;

public sealed class MapCommandTests(PostgresFixture postgres) : IDisposable
{
    private const string Shop = """
        create table tenants (id uuid primary key, name text unique);
        create table projects (id uuid primary key, tenant_id uuid not null references tenants);
        create table tasks (id uuid primary key, project_id uuid not null references projects);
        create table countries (code text primary key, name text);
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ringfence-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Manifest => Path.Combine(_folder.FullName, "ringfence.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_ends_with_0_where_all_is_classified_and_prints_the_map()
    {
        await using var database = await CreateAsync();

        var done = await MapAsync(database);

        Assert.Equal((0, ""), (done.ExitCode, done.Error));
        Assert.StartsWith("Tenant root: public.tenants, proposed.", done.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^public.projects +tenant +tenant_id +a foreign key to the root", done.Output);
        Assert.Matches("(?m)^public.tasks +reached +project_id → public.projects +foreign keys lead", done.Output);
        Assert.Matches("(?m)^1 root, 1 tenant, 1 reached, 1 shared.$", done.Output);
        Assert.False(File.Exists(Manifest));
    }

    [Fact]
    public async Task It_ends_with_1_while_a_table_is_unclassified_until_the_manifest_says_what_it_is()
    {
        await using var database = await CreateAsync("create table things (id int primary key, amount int)");

        var first = await MapAsync(database, "--write");
        var text = await File.ReadAllTextAsync(Manifest, Cancellation);
        await File.WriteAllTextAsync(
            Manifest,
            text.Replace("\"unclassified\"", "\"shared\" /* ours */", StringComparison.Ordinal),
            Cancellation
        );
        var second = await MapAsync(database, "--write");

        Assert.Equal((1, 0), (first.ExitCode, second.ExitCode));
        Assert.EndsWith("is written.\n", first.Error, StringComparison.Ordinal);
        Assert.EndsWith("says it all.\n", second.Error, StringComparison.Ordinal);
        Assert.Contains("/* ours */", await File.ReadAllTextAsync(Manifest, Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_ends_with_2_where_it_cannot_look()
    {
        await using var database = await CreateAsync();
        await File.WriteAllTextAsync(Manifest, "{ \"tabels\": {} }", Cancellation);

        var broken = await MapAsync(database);
        var missing = await CommandLine.RunAsync("map", "--snapshot", Path.Combine(_folder.FullName, "none"));
        var nothing = await CommandLine.RunAsync("map", "--connection", "");
        var refused = await CommandLine.RunAsync("map", "--connection", database.ConnectionString("nobody_there"));

        Assert.Equal((2, 2, 2, 2), (broken.ExitCode, missing.ExitCode, nothing.ExitCode, refused.ExitCode));
        Assert.StartsWith("RF8010: The manifest, line 1, column 3:", broken.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("throw-away", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_root_is_a_word_of_the_command_line_unless_the_manifest_disagrees()
    {
        await using var database = await CreateAsync();

        var named = await MapAsync(database, "--tenant-root", "public.projects", "--write");
        var other = await MapAsync(database, "--tenant-root", "public.tenants");

        Assert.StartsWith("Tenant root: public.projects, named.", named.Output, StringComparison.Ordinal);
        Assert.Equal(2, other.ExitCode);
        Assert.StartsWith("RF8012", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_saved_snapshot_gives_the_same_map_without_the_server()
    {
        await using var database = await CreateAsync();
        var file = Path.Combine(_folder.FullName, "shop.snapshot");

        var live = await MapAsync(database, "--save-snapshot", file, "--format", "json");
        var later = await CommandLine.RunAsync("map", "--snapshot", file, "--manifest", Manifest, "--format", "json");

        Assert.Equal((live.ExitCode, live.Output), (later.ExitCode, later.Output));
        using var json = JsonDocument.Parse(live.Output);
        Assert.Equal("public.tenants", json.RootElement.GetProperty("root").GetString());
        Assert.Equal(4, json.RootElement.GetProperty("tables").GetArrayLength());
    }

    [Fact]
    public async Task As_a_tree_what_is_reached_hangs_below_what_it_is_reached_by()
    {
        await using var database = await CreateAsync();

        var done = await MapAsync(database, "--format", "tree");

        Assert.Equal(
            """
            public.tenants
            └─ public.projects  (tenant_id)
               └─ public.tasks  (project_id)
            shared
            └─ public.countries

            """.ReplaceLineEndings(),
            done.Output
        );
    }

    [Theory]
    [InlineData("table")]
    [InlineData("tree")]
    [InlineData("json")]
    [InlineData("mermaid")]
    [InlineData("dot")]
    public async Task A_hostile_name_steers_neither_terminal_nor_diagram(string format)
    {
        var name = BareDatabase.Quoted(EveryKind.HostileName);
        const string Escape = "\e[31m\"]; x -> y [label=\"";
        await using var database = await CreateAsync(
            $"create table {name} (id int primary key, {name} uuid references tenants);"
                + $"create table {BareDatabase.Quoted(Escape)} (tenant_id uuid not null references tenants)"
        );

        var done = await MapAsync(database, "--format", format, "--write");

        Assert.DoesNotContain('\e', done.Output);
        Assert.DoesNotContain('\t', done.Output);
        Assert.DoesNotContain(done.Output.Split('\n'), line => line.StartsWith("f.g;", StringComparison.Ordinal));
        var isInside = format switch
        {
            "mermaid" => done.Output.Contains("#34;#93;#59;", StringComparison.Ordinal),
            "dot" => done.Output.Contains("\\\"]; x -> y [label=\\\"", StringComparison.Ordinal),
            "json" => JsonDocument.Parse(done.Output).RootElement.GetProperty("tables").GetArrayLength() == 6,
            _ => done.Output.Contains("?[31m", StringComparison.Ordinal),
        };
        Assert.True(isInside, done.Output);
        var manifest = Ringfence.Catalog.Manifests.Manifest.Parse(await File.ReadAllBytesAsync(Manifest, Cancellation));
        Assert.Contains(manifest.Tables.Keys, table => table.Name == EveryKind.HostileName);
    }

    [Fact]
    public async Task What_goes_into_the_manifest_is_what_its_schema_knows()
    {
        await using var database = await CreateAsync("create table things (id int primary key, amount int)");

        await MapAsync(database, "--write");

        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Manifest, Encoding.UTF8, Cancellation));
        var tables = json.RootElement.GetProperty("tables");
        Assert.Equal(
            ["countries shared", "projects tenant", "tasks reached", "tenants root", "things unclassified"],
            tables
                .EnumerateObject()
                .Select(table => $"{table.Name["public.".Length..]} {table.Value.GetProperty("class").GetString()}")
        );
    }

    [Theory]
    [InlineData("tree")]
    [InlineData("mermaid")]
    [InlineData("dot")]
    public async Task A_way_through_a_table_of_an_extension_is_drawn_as_far_as_there_is_a_map(string format)
    {
        await using var database = await CreateAsync(
            """
            create table owned (id int primary key, project_id uuid not null references projects);
            create table notes (id int primary key, owned_id int not null references owned);
            create table circle (id int primary key, task_id uuid not null references tasks);
            alter table tasks add circle_id int not null constraint round references circle;
            alter extension plpgsql add table owned
            """
        );
        await File.WriteAllTextAsync(
            Manifest,
            """
            { "version": 1, "tables": {
              "public.notes": { "class": "reached", "path": ["notes_owned_id_fkey", "owned_project_id_fkey"] },
              "public.circle": { "class": "reached", "path": ["circle_task_id_fkey", "tasks_project_id_fkey"] },
              "public.tasks": { "class": "reached", "path": ["round", "circle_task_id_fkey", "tasks_project_id_fkey"] }
            } }
            """,
            Cancellation
        );

        var done = await MapAsync(database, "--format", format);

        Assert.Equal((0, ""), (done.ExitCode, done.Error));
        Assert.All(
            (string[])["public.notes", "public.circle", "public.tasks"],
            name => Assert.Contains(name, done.Output, StringComparison.Ordinal)
        );
    }

    private Task<CommandLine> MapAsync(BareDatabase database, params string[] more) =>
        CommandLine.RunAsync([
            "map",
            "--connection",
            database.SuperuserConnectionString,
            "--manifest",
            Manifest,
            .. more,
        ]);

    private async Task<BareDatabase> CreateAsync(string more = "")
    {
        var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.ExecuteAsync(Shop + more);
        return database;
    }
}
