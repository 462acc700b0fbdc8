using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ringfence.Catalog;
using Ringfence.Catalog.Manifests;
using Ringfence.Catalog.Maps;

namespace UnitTests.Catalog;

public sealed class ManifestFileTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static readonly Snapshot Shop = Catalogs.Of(
        Catalogs.Table(1, "tenants", "id uuid", "slug text"),
        Catalogs.Table(2, "projects", "id uuid", "tenant_id uuid").Referring("tenant_id", 1),
        Catalogs.Table(3, "tasks", "id uuid", "project_id uuid").Referring("project_id", 2),
        Catalogs.Table(4, "things", "id uuid", "amount int"),
        Catalogs.Table(5, "a\"b.c\n//", "id uuid", "tenant_id uuid")
    );

    [Fact]
    public void The_first_time_all_is_written()
    {
        var text = Merge(null);

        Assert.Equal(
            """
            {
              "version": 1,
              "tenant": {
                "root": "public.tenants",
                "type": "uuid"
              },
              "tables": {
                "public.\"a\"\"b.c\n//\"": { "class": "tenant", "column": "tenant_id" },
                "public.projects": { "class": "tenant", "column": "tenant_id" },
                "public.tasks": { "class": "reached", "path": ["project_id_key"] },
                "public.tenants": { "class": "root" },
                "public.things": { "class": "unclassified" }
              }
            }

            """,
            text
        );
    }

    [Fact]
    public void The_second_time_nothing_is_new()
    {
        var text = Merge(null);

        Assert.Equal(text, Merge(text));
    }

    [Fact]
    public void What_a_user_wrote_stays_with_its_comments_and_its_order()
    {
        const string Before = """
            // ours
            {
                "version": 1,
                "tables": {
                    "public.tasks": { "class": "shared", "why": "we say so" }, // not reached, shared
                    "public.gone": { "class": "shared" } // was dropped, comes back
                    /* the end */
                },
                "tenant": { "root": "public.tenants" }
            }
            """;

        var after = Merge(Before);

        Assert.Equal(
            """
            // ours
            {
                "version": 1,
                "tables": {
                    "public.tasks": { "class": "shared", "why": "we say so" }, // not reached, shared
                    "public.gone": { "class": "shared" }, // was dropped, comes back
                    /* the end */
                    "public.\"a\"\"b.c\n//\"": { "class": "tenant", "column": "tenant_id" },
                    "public.projects": { "class": "tenant", "column": "tenant_id" },
                    "public.tenants": { "class": "root" },
                    "public.things": { "class": "unclassified" }
                },
                "tenant": { "root": "public.tenants", "type": "uuid" }
            }
            """,
            after
        );
    }

    [Fact]
    public void An_entry_that_says_nothing_is_filled_in_and_one_with_a_reason_stays()
    {
        var after = Merge(
            """
            { "version": 1, "tables": {
              "public.projects": { "class": "unclassified" },
              "public.tasks": { "class": "unclassified", "why": "we do not know" }
            } }
            """
        );

        var tables = Manifest.Parse(Encoding.UTF8.GetBytes(after)).Tables;
        Assert.Equal("tenant_id", tables[new("public", "projects")].Column);
        Assert.Equal(TableClass.Unclassified, tables[new("public", "tasks")].Class);
    }

    [Fact]
    public void Lines_end_as_they_did()
    {
        var after = Merge(
            "{\r\n  \"version\": 1,\r\n  \"tables\": {\r\n    \"public.x\": { \"class\": \"shared\" }\r\n  }\r\n}\r\n"
        );

        Assert.Equal(after.Count(letter => letter == '\n'), after.Split("\r\n").Length - 1);
    }

    [Fact]
    public void A_broken_manifest_is_not_written_over() =>
        Assert.Throws<ManifestInvalidException>(() => Merge("{ \"tables\": { \"public.x\": } }"));

    [Fact]
    public void Whatever_comments_commas_and_spaces_there_are_all_that_was_there_stays_in_its_order() =>
        Prop.ForAll(
                Arb.From(Text()),
                before =>
                {
                    var after = Merge(before);
                    var old = Manifest.Parse(Encoding.UTF8.GetBytes(before)).Tables;
                    var now = Manifest.Parse(Encoding.UTF8.GetBytes(after)).Tables;
                    return IsSubsequence(before, after)
                        && Merge(after) == after
                        && old.Values.All(entry =>
                            now[entry.Name].Class == entry.Class && now[entry.Name].Why == entry.Why
                        )
                        && now.ContainsKey(new("public", "projects"));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    /// <summary>A manifest with odd things wherever JSON with comments allows them.</summary>
    private static Gen<string> Text()
    {
        var gap = Gen.Elements("", " ", "\n", "\r\n\t", "// } , \" {\n", "/* , } */", "  // \"x\": {}\r\n", "/**/");
        var comma = Gen.Elements(true, false);
        var names = Gen.Elements("public.tasks", "public.x", "public.y", "a.b", "public.things")
            .ListOf()
            .Select(list => list.Distinct().ToList());
        return from all in names
            from gaps in gap.ListOf(40)
            from last in comma
            from lastOfAll in comma
            from hasTables in Gen.Frequency((5, Gen.Constant(true)), (1, Gen.Constant(false)))
            select Written(all, gaps, last, lastOfAll, hasTables);
    }

    private static string Written(
        List<string> names,
        List<string> gaps,
        bool hasComma,
        bool hasLastComma,
        bool hasTables
    )
    {
        var next = 0;
        var entries = names.Select(name =>
            $"{Gap()}\"{name}\" :{Gap()}{{{Gap()}\"class\":{Gap()}\"shared\",\"why\": \"{{//,}}\"{Gap()}}}{Gap()}"
        );
        var tables = string.Join(',', entries) + (hasComma && names.Count > 0 ? "," + Gap() : "");
        return hasTables
            ? $"{Gap()}{{{Gap()}\"version\": 1,{Gap()}\"tables\":{Gap()}{{{tables}{Gap()}}}{Gap()}{(hasLastComma ? "," : "")}{Gap()}}}{Gap()}"
            : $"{Gap()}{{{Gap()}\"version\": 1{Gap()}{(hasLastComma ? "," : "")}{Gap()}}}{Gap()}";

        string Gap() => gaps[next++ % gaps.Count];
    }

    [Fact]
    public async Task What_somebody_saves_meanwhile_is_what_the_map_is_written_into()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("ringfence.json");
        await File.WriteAllTextAsync(path, "first", Cancellation);
        var seen = new List<string>();

        var isNew = await ManifestFile.WriteAsync(
            path,
            before =>
            {
                seen.Add(Encoding.UTF8.GetString(before!));
                if (seen.Count == 1)
                {
                    File.WriteAllText(path, "saved meanwhile");
                }

                return [.. before!, .. "!"u8];
            },
            Cancellation
        );

        Assert.True(isNew);
        Assert.Equal(["first", "saved meanwhile"], seen);
        Assert.Equal("saved meanwhile!", await File.ReadAllTextAsync(path, Cancellation));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task A_file_that_somebody_makes_meanwhile_is_not_written_over()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("ringfence.json");

        await ManifestFile.WriteAsync(
            path,
            before =>
            {
                if (before is null)
                {
                    File.WriteAllText(path, "theirs");
                }

                return [.. before ?? [], .. "ours"u8];
            },
            Cancellation
        );

        Assert.Equal("theirsours", await File.ReadAllTextAsync(path, Cancellation));
    }

    [Fact]
    public async Task An_unfinished_file_of_another_process_stays()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("ringfence.json");
        var other = $"{path}.{Environment.ProcessId}.unfinished";
        await File.WriteAllTextAsync(other, "of another machine's process of this number", Cancellation);

        await ManifestFile.WriteAsync(path, _ => [.. "ours"u8], Cancellation);
        await Shop.SaveAsync(path, Cancellation);

        Assert.Equal("of another machine's process of this number", await File.ReadAllTextAsync(other, Cancellation));
        Assert.Equal(new[] { path, other }.Order(), Directory.GetFiles(folder.Path).Order());
    }

    [Fact]
    public async Task A_manifest_keeps_its_rights()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Rights are another thing there.");
            return;
        }

        using var folder = new TemporaryFolder();
        var path = folder.File("ringfence.json");
        await File.WriteAllTextAsync(path, "before", Cancellation);
        const UnixFileMode Everybody =
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherRead;
        File.SetUnixFileMode(path, Everybody);

        await ManifestFile.WriteAsync(path, _ => [.. "after"u8], Cancellation);

        Assert.Equal(Everybody, File.GetUnixFileMode(path));
    }

    private static bool IsSubsequence(string part, string whole)
    {
        var at = 0;
        foreach (var letter in whole)
        {
            at += at < part.Length && part[at] == letter ? 1 : 0;
        }

        return at == part.Length;
    }

    private static string Merge(string? before)
    {
        var json = before is null ? null : Encoding.UTF8.GetBytes(before);
        var manifest = json is null ? Manifest.Empty : Manifest.Parse(json);
        var map = TenancyMap.Of(
            new(Shop),
            manifest.Root is null ? manifest with { Root = new("public", "tenants") } : manifest
        );
        return Encoding.UTF8.GetString(ManifestFile.Merge(json, map));
    }
}
