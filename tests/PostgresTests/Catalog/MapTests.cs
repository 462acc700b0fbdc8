using PostgresTests.Contract;
using Ringfence.Catalog;
using Ringfence.Catalog.Manifests;
using Ringfence.Catalog.Maps;

namespace PostgresTests.Catalog;

public sealed class MapTests(PostgresFixture postgres)
{
    public static TheoryData<string> Schemas => [.. MapSchemas.All.Select(schema => schema.Name)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task A_schema_has_this_map(string name)
    {
        var schema = MapSchemas.All.Single(one => one.Name == name);
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.ExecuteAsync(schema.Sql);

        var map = TenancyMap.Of(new(await Snapshot.ReadAsync(database.Superuser, Cancellation)), Manifest.Empty);

        Assert.Equal(
            (schema.Root, schema.Map.ReplaceLineEndings("\n")),
            (map.Root?.ToString() ?? "", string.Join('\n', map.Tables.Select(Line).Concat(map.Apart.Select(Line))))
        );
        Assert.All(map.Tables, table => Assert.NotEmpty(table.Reasons));
    }

    [Fact]
    public async Task A_root_that_is_named_wins_over_the_proposed_one()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.ExecuteAsync(
            """
            create table tenants (id uuid primary key, name text unique);
            create table clubs (key text primary key);
            create table a (id int primary key, tenant_id uuid not null references tenants);
            create table b (id int primary key, club text not null references clubs)
            """
        );
        var graph = new CatalogGraph(await Snapshot.ReadAsync(database.Superuser, Cancellation));

        var map = TenancyMap.Of(graph, Manifest.Empty with { Root = new("public", "clubs") });

        Assert.Equal(
            ["a unclassified", "b tenant club", "clubs root key", "tenants unclassified"],
            map.Tables.Select(Line)
        );
        Assert.True(map.IsRootNamed);
        Assert.Equal(Ringfence.TenantIdType.Text, map.TenantIdType);
    }

    private static string Line(MappedTable table)
    {
        var way = table.Column ?? string.Join(" | ", table.Paths.Select(Way));
        var parent = table.Parent is null ? "" : $" of {table.Parent.Name}";
        return $"{table.Name.Name} {table.Class.ToString().ToLowerInvariant()} {way}".TrimEnd() + parent;
    }

    private static string Way(KeyPath path) =>
        string.Join(' ', path.Steps.Select(step => step.Target.Name)) + (path.MayBeNull ? "?" : "");

    private static string Line(ApartRelation relation) =>
        $"{relation.Name.Name} {relation.Kind} {string.Join(' ', relation.Over.Select(name => name.Name))}".TrimEnd();
}
