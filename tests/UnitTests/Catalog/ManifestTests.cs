using System.Text;
using Ringfence;
using Ringfence.Catalog.Manifests;
using Ringfence.Catalog.Maps;

namespace UnitTests.Catalog;

public sealed class ManifestTests
{
    [Fact]
    public void A_manifest_says_all_that_it_can_with_comments_in_between()
    {
        var manifest = Parse(
            """
            // whose what is
            {
              "$schema": "x", "version": 1,
              "tenant": { "root": "public.accounts", "column": "id", "type": "bigint" }, /* one */
              "roles": { "application": ["app"], "admin": ["boss"], "owner": ["own"], "migration": ["ddl", "ci"] },
              "tables": {
                "public.accounts": { "class": "root" },
                "public.projects": { "class": "tenant", "column": "accountId", "why": "so" },
                "public.tasks": { "class": "reached", "path": ["task_project"] },
                "public.\"odd.name\"": { "class": "shared" }, // a comma more than needed
              },
              "suppressions": [
                { "rule": "RF201", "object": "public.tasks", "reason": "known", "expires": "2027-01-31" },
              ],
            }
            """
        );

        Assert.Equal(
            ("public.accounts", "id", TenantIdType.BigInt),
            ($"{manifest.Root}", manifest.RootColumn, manifest.TenantIdType!.Value)
        );
        Assert.Equal(["ddl", "ci"], manifest.Roles.Migration);
        Assert.Equal("accountId", manifest.Tables[new("public", "projects")].Column);
        Assert.Equal(["task_project"], manifest.Tables[new("public", "tasks")].Path);
        Assert.Equal(TableClass.Shared, manifest.Tables[new("public", "odd.name")].Class);
        var suppression = Assert.Single(manifest.Suppressions);
        Assert.True(suppression.HoldsOn(new(2027, 1, 31)) && !suppression.HoldsOn(new(2027, 2, 1)));
    }

    [Fact]
    public void A_table_of_class_root_is_the_root() =>
        Assert.Equal(
            "public.a",
            Parse("""{ "version": 1, "tables": { "public.a": { "class": "root" } } }""").Root?.ToString()
        );

    [Theory]
    [InlineData("{ \"tables\": {\n  \"public.a\": { \"klass\": \"shared\" } } }", 2, 17, "class, column, path, why")]
    [InlineData("{ \"tabels\": {} }", 1, 3, "unknown")]
    [InlineData("{ \"tables\": {\n", 2, 1, "JSON")]
    [InlineData("{ \"é\": \"🦊\", \"version\" 1 }", 1, 24, "JSON")]
    [InlineData("{ \"version\": 2 }", 1, 14, "newer")]
    [InlineData("{ \"tables\": [] }", 1, 13, "object")]
    [InlineData("[]", 1, 1, "object")]
    [InlineData("", 1, 1, "JSON")]
    [InlineData("{ \"version\": 1, \"version\": 1 }", 1, 17, "twice")]
    [InlineData("{ \"tables\": { \"a\": { \"class\": \"shared\" } } }", 1, 15, "schema.table")]
    [InlineData("{ \"tables\": { \"a.b\": { \"class\": \"public\" } } }", 1, 33, "root, tenant")]
    [InlineData("{ \"tables\": { \"a.b\": {} } }", 1, 22, "missing")]
    [InlineData("{ \"tables\": { \"a.b\": { \"class\": \"tenant\" } } }", 1, 15, "has a column")]
    [InlineData("{ \"tables\": { \"a.b\": { \"class\": \"shared\", \"column\": \"x\" } } }", 1, 15, "has a column")]
    [InlineData("{ \"tables\": { \"a.b\": { \"class\": \"shared\", \"path\": [\"x\"] } } }", 1, 43, "reached")]
    [InlineData(
        "{ \"tables\": { \"a.b\": { \"class\": \"shared\" }, \"\\\"a\\\".b\": { \"class\": \"root\" } } }",
        1,
        45,
        "before"
    )]
    [InlineData("{ \"tenant\": { \"type\": \"guid\" } }", 1, 23, "uuid, bigint")]
    [InlineData(
        "{ \"tenant\": { \"root\": \"a.b\" }, \"tables\": { \"a.b\": { \"class\": \"shared\" } } }",
        1,
        13,
        "another class"
    )]
    [InlineData(
        "{ \"tenant\": { \"root\": \"a.b\" }, \"tables\": { \"a.c\": { \"class\": \"root\" } } }",
        1,
        13,
        "not the table"
    )]
    [InlineData("{ \"roles\": { \"application\": \"app\" } }", 1, 29, "array")]
    [InlineData("{ \"roles\": { \"application\": [\"\"] } }", 1, 30, "text")]
    [InlineData(
        "{ \"suppressions\": [ { \"rule\": \"RF201\", \"object\": \"x\", \"reason\": \"y\" } ] }",
        1,
        21,
        "no expires"
    )]
    [InlineData(
        "{ \"suppressions\": [ { \"rule\": \"RF201\", \"object\": \"x\", \"reason\": \"y\", \"expires\": \"31.1.2027\" } ] }",
        1,
        81,
        "2027-01-31"
    )]
    [InlineData("{ \"$schema\": \"\\ud800\" }", 1, 14, "Unicode")]
    [InlineData("\n  { \"tables\": {} }", 2, 3, "\"version\": 1")]
    [InlineData(
        "{ \"suppressions\": [ { \"rule\": \"no-row-security\", \"object\": \"x\", \"reason\": \"y\", \"expires\": \"2027-01-01\" } ] }",
        1,
        31,
        "RF201"
    )]
    public void A_fault_is_told_with_its_place(string text, int line, int column, string part)
    {
        var refusal = Assert.Throws<ManifestInvalidException>(() => Parse(text));

        Assert.Equal((line, column), (refusal.Line, refusal.Column));
        Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
        Assert.Equal("RF8010", refusal.Code);
    }

    [Fact]
    public void A_byte_order_mark_moves_no_place()
    {
        var refusal = Assert.Throws<ManifestInvalidException>(() => Parse("\uFEFF{ \"tabels\": {} }"));

        Assert.Equal((1, 3), (refusal.Line, refusal.Column));
    }

    [Fact]
    public async Task Where_there_is_none_the_way_to_write_one_is_told()
    {
        var refusal = await Assert.ThrowsAsync<ManifestMissingException>(() =>
            Manifest.LoadAsync("/nowhere/ringfence.json", TestContext.Current.CancellationToken)
        );

        Assert.Equal("RF8011", refusal.Code);
    }

    private static Manifest Parse(string text) => Manifest.Parse(Encoding.UTF8.GetBytes(text));
}
