using System.Collections.Immutable;
using System.Text;
using Ringfence.Catalog.Manifests;
using Ringfence.Catalog.Maps;
using Ringfence.Catalog.Tables;

namespace UnitTests.Catalog;

public sealed class TenancyMapTests
{
    private static readonly Table Tenants = Catalogs.Table(1, "tenants", "id uuid", "slug text");
    private static readonly Table Projects = Catalogs
        .Table(2, "projects", "id uuid", "tenant_id uuid")
        .Referring("tenant_id", 1);

    [Theory]
    [InlineData("tenantId", "tenant id")]
    [InlineData("tenant_id", "tenant id")]
    [InlineData("Tenant ID", "tenant id")]
    [InlineData("TenantID", "tenant id")]
    [InlineData("TENANT_ID", "tenant id")]
    [InlineData("HTTPServerId", "http server id")]
    [InlineData("__EFMigrationsHistory", "ef migrations history")]
    [InlineData("…", "")]
    public void A_name_is_words(string name, string words) => Assert.Equal(words, string.Join(' ', NameWords.Of(name)));

    [Fact]
    public void With_a_column_named_by_the_manifest_a_table_is_the_tenants_whatever_the_catalog_says()
    {
        var map = Map(
            """{ "tables": { "public.notes": { "class": "tenant", "column": "whose" } } }""",
            Tenants,
            Projects,
            Catalogs.Table(3, "notes", "id uuid", "whose uuid")
        );

        var notes = Of(map, "notes");
        Assert.Equal((TableClass.Tenant, "whose", true), (notes.Class, notes.Column, notes.IsDeclared));
    }

    [Theory]
    [InlineData("""{ "class": "tenant", "column": "gone" }""")]
    [InlineData("""{ "class": "reached", "path": ["gone"] }""")]
    [InlineData("""{ "class": "reached" }""")]
    public void What_the_manifest_says_and_is_not_there_leaves_a_table_unclassified(string entry)
    {
        var map = Map(
            $$"""{ "tables": { "public.notes": {{entry}} } }""",
            Tenants,
            Projects,
            Catalogs.Table(3, "notes", "id uuid", "text text")
        );

        Assert.Equal(TableClass.Unclassified, Of(map, "notes").Class);
        Assert.False(map.IsComplete);
    }

    [Fact]
    public void A_table_that_the_manifest_calls_unclassified_is_one_that_nobody_has_classified_yet()
    {
        var map = Map("""{ "tables": { "public.projects": { "class": "unclassified" } } }""", Tenants, Projects);

        Assert.Equal(TableClass.Tenant, Of(map, "projects").Class);
    }

    [Fact]
    public void What_the_manifest_names_and_the_database_does_not_have_is_told()
    {
        var map = Map("""{ "tables": { "public.gone": { "class": "shared" } } }""", Tenants, Projects);

        Assert.Contains("public.gone", Assert.Single(map.Stale), StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_the_manifest_declares_wins_over_a_shorter_one()
    {
        var map = Map(
            """{ "tables": { "public.notes": { "class": "reached", "path": ["task_id_key", "project_id_key"] } } }""",
            Tenants,
            Projects,
            Catalogs.Table(3, "tasks", "id uuid", "project_id uuid").Referring("project_id", 2),
            Catalogs
                .Table(4, "notes", "id uuid", "project_id uuid", "task_id uuid")
                .Referring("project_id", 2)
                .Referring("task_id", 3)
        );

        Assert.Equal(["task_id_key", "project_id_key"], Of(map, "notes").Paths[0].Steps.Select(step => step.Key));
    }

    [Theory]
    [InlineData("public.gone")]
    [InlineData("public.part")]
    [InlineData("public.two")]
    public void A_root_that_is_not_there_or_cannot_be_one_is_refused(string root)
    {
        var part = Catalogs.Table(3, "part", "id uuid") with { Parents = [1] };
        var two = Catalogs.Table(4, "two", "a uuid", "b uuid") with { Constraints = [] };

        var refusal = Assert.Throws<TenantRootMissingException>(() =>
            Map($$"""{ "tenant": { "root": "{{root}}" } }""", Tenants, Projects, part, two)
        );

        Assert.Equal("RF8012", refusal.Code);
    }

    [Fact]
    public void With_two_parents_of_two_classes_a_table_is_unclassified()
    {
        var map = Map(
            "{}",
            Tenants,
            Projects,
            Catalogs.Table(3, "countries", "code text", "name text"),
            Catalogs.Table(4, "both", "id uuid") with
            {
                Parents = [2, 3],
            }
        );

        Assert.Equal(TableClass.Unclassified, Of(map, "both").Class);
        Assert.Equal(TableClass.Shared, Of(map, "countries").Class);
    }

    [Fact]
    public void Tables_of_extensions_and_of_the_contract_are_left_out()
    {
        var map = Map(
            "{}",
            Tenants,
            Projects,
            Catalogs.Table(3, "job", "id uuid") with
            {
                Extension = 9,
            },
            Catalogs.Table(4, "tenant", "id uuid") with
            {
                Schema = "ringfence",
            }
        );

        Assert.Equal(["projects", "tenants"], map.Tables.Select(table => table.Name.Name));
        Assert.True(map.IsComplete);
    }

    [Fact]
    public void Every_table_is_classified_once_however_they_refer_to_each_other()
    {
        var tables = ImmutableArray.CreateBuilder<Table>();
        tables.AddRange(Tenants, Projects);
        for (uint i = 0; i < 60; i++)
        {
            // Circles, and a way out of them at one place only.
            var table = Catalogs
                .Table(10 + i, $"ring_{i}", "id uuid", "next uuid")
                .Referring("next", 10 + ((i + 1) % 60));
            tables.Add(i == 30 ? table.Referring("id", 2) : table);
        }

        var map = Map("{}", [.. tables]);

        Assert.Equal(tables.Count, map.Tables.Length);
        Assert.Equal(60, map.Tables.Count(table => table.Class == TableClass.Reached));
        Assert.Equal(31, Of(map, "ring_0").Paths[0].Steps.Length);
    }

    [Theory]
    [InlineData("task_id_key", nameof(TableClass.Unclassified))] // Tasks are of nobody.
    [InlineData("project_id_key", nameof(TableClass.Reached))]
    [InlineData("tenant_id_key", nameof(TableClass.Unclassified))] // The root is no goal: that is a tenant column.
    public void A_path_of_the_manifest_ends_at_a_tenant_table(string key, string expected)
    {
        var map = Map(
            $$"""{ "tables": { "public.notes": { "class": "reached", "path": ["{{key}}"] } } }""",
            Tenants,
            Projects,
            Catalogs.Table(3, "tasks", "id uuid", "text text"),
            Catalogs
                .Table(4, "notes", "id uuid", "project_id uuid", "task_id uuid", "tenant_id uuid")
                .Referring("project_id", 2)
                .Referring("task_id", 3)
                .Referring("tenant_id", 1)
        );

        Assert.Equal(expected, $"{Of(map, "notes").Class}");
        Assert.Equal(
            expected == nameof(TableClass.Unclassified),
            Of(map, "notes").Reasons[0].Contains("no tenant table", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("", nameof(TableClass.Unclassified))]
    [InlineData(""", "why": "drafts are nobody's until they are sent" """, nameof(TableClass.Reached))]
    public void A_path_of_the_manifest_that_may_be_null_is_believed_with_a_reason(string why, string expected)
    {
        var notes = Catalogs.Table(4, "notes", "id uuid", "project_id uuid null").Referring("project_id", 2);

        var named = Map(
            $$"""{ "tables": { "public.notes": { "class": "reached", "path": ["project_id_key"]{{why}} } } }""",
            Tenants,
            Projects,
            notes
        );
        var found = Map(
            $$"""{ "tables": { "public.notes": { "class": "reached"{{why}} } } }""",
            Tenants,
            Projects,
            notes
        );

        Assert.Equal((expected, expected), ($"{Of(named, "notes").Class}", $"{Of(found, "notes").Class}"));
    }

    [Theory]
    [InlineData("tenant_id uuid", "", nameof(TableClass.Unclassified))]
    [InlineData("tenant_id uuid", ""","why": "the tenant that wrote it; all read it" """, nameof(TableClass.Shared))]
    [InlineData("project_id uuid", "", nameof(TableClass.Unclassified))]
    [InlineData("project_id uuid", ""","why": "examples for everybody" """, nameof(TableClass.Shared))]
    [InlineData("amount int", "", nameof(TableClass.Shared))]
    public void A_table_that_the_manifest_shares_and_the_catalog_does_not_is_shared_with_a_reason(
        string column,
        string why,
        string expected
    )
    {
        var notes = Catalogs.Table(3, "notes", "id uuid", column);
        notes = column.StartsWith("project", StringComparison.Ordinal) ? notes.Referring("project_id", 2) : notes;

        var map = Map($$"""{ "tables": { "public.notes": { "class": "shared"{{why}} } } }""", Tenants, Projects, notes);

        Assert.Equal(expected, $"{Of(map, "notes").Class}");
    }

    [Theory]
    [InlineData("categories", "name text", nameof(TableClass.Shared))]
    [InlineData("categories", "group_id uuid", nameof(TableClass.Unclassified))]
    [InlineData("categories", "region uuid", nameof(TableClass.Unclassified))]
    [InlineData("categories", "uuid uuid", nameof(TableClass.Shared))]
    [InlineData("schema_migrations", "version text", nameof(TableClass.Shared))]
    [InlineData("schema_migrations", "buyer text", nameof(TableClass.Unclassified))]
    [InlineData("migrations", "batch int", nameof(TableClass.Shared))]
    [InlineData("migrations", "payload jsonb", nameof(TableClass.Unclassified))]
    public void A_name_alone_makes_no_table_shared(string name, string column, string expected)
    {
        var map = Map("{}", Tenants, Projects, Catalogs.Table(3, name, "id uuid", column));

        Assert.Equal(expected, $"{Of(map, name).Class}");
    }

    [Fact]
    public void A_key_that_is_not_enforced_leads_nowhere_and_one_that_is_not_validated_is_told_of()
    {
        var wished = Catalogs.Table(3, "wished", "id uuid", "project_id uuid").Referring("project_id", 2);
        var old = Catalogs.Table(4, "old", "id uuid", "project_id uuid").Referring("project_id", 2);
        var direct = Catalogs.Table(5, "direct", "id uuid", "owner uuid").Referring("owner", 1);
        var map = Map(
            "{}",
            Tenants,
            Projects,
            With(wished, key => key with { IsEnforced = false, IsValidated = false }),
            With(old, key => key with { IsValidated = false }),
            With(direct, key => key with { IsValidated = false }),
            With(direct with { Oid = 6, Name = "loose" }, key => key with { IsEnforced = false, IsValidated = false })
        );

        Assert.Equal(
            (TableClass.Unclassified, TableClass.Unclassified),
            (Of(map, "wished").Class, Of(map, "loose").Class)
        );
        Assert.Equal((TableClass.Reached, TableClass.Tenant), (Of(map, "old").Class, Of(map, "direct").Class));
        Assert.Contains("project_id_key, which is not validated", Of(map, "old").Reasons[0], StringComparison.Ordinal);
        Assert.Contains("owner_key, which is not validated", Of(map, "direct").Reasons[0], StringComparison.Ordinal);
    }

    private static Table With(Table table, Func<Constraint, Constraint> change) =>
        table with
        {
            Constraints =
            [
                .. table.Constraints.Select(one => one.Kind == ConstraintKind.ForeignKey ? change(one) : one),
            ],
        };

    private static MappedTable Of(TenancyMap map, string table) => map.Tables.Single(one => one.Name.Name == table);

    private static TenancyMap Map(string manifest, params Table[] tables) =>
        TenancyMap.Of(
            new(Catalogs.Of(tables)),
            Manifest.Parse(Encoding.UTF8.GetBytes($"{{ \"version\": 1, {manifest[1..]}"))
        );
}
