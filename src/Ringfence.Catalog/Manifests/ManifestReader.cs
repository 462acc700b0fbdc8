using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ringfence.Catalog.Maps;

namespace Ringfence.Catalog.Manifests;

/// <summary>Reads a manifest strictly: a misspelt property would be an exception that nobody made.</summary>
internal sealed partial class ManifestReader(byte[] json)
{
    private const string CurrentVersion = "1";

    public Manifest Read()
    {
        var root = Object(JsonTree.Read(json), "$schema", "version", "tenant", "roles", "tables", "suppressions");
        if (root.Find("$schema") is { } schema)
        {
            Text(schema.Value);
        }

        if (
            root.Find("version") is { } version
            && version.Value is not { Kind: JsonTokenType.Number, Text: CurrentVersion }
        )
        {
            throw Invalid(
                version.Value.Start,
                $"this version of Ringfence reads version {CurrentVersion}. Use a newer Ringfence."
            );
        }

        var manifest = new Manifest
        {
            Roles = Roles(root),
            Tables = Tables(root),
            Suppressions = [.. Items(root, "suppressions").Select(Suppression)],
        };
        manifest = Tenant(root, manifest);
        // After all else, so that a misspelt version is told of as that.
        return root.Find("version") is null
            ? throw Invalid(
                root.Start,
                $"it does not say of which version it is. Begin it with \"version\": {CurrentVersion}."
            )
            : manifest;
    }

    private Manifest Tenant(JsonValue root, Manifest manifest)
    {
        var roots = manifest.Tables.Values.Where(table => table.Class == TableClass.Root).ToList();
        if (root.Find("tenant") is not { } tenant)
        {
            return roots.Count > 1
                ? throw Invalid(root.Find("tables")!.Start, "more than one table is the root. Keep one.")
                : manifest with
                {
                    Root = roots.FirstOrDefault()?.Name,
                };
        }

        var said = Object(tenant.Value, "root", "column", "type");
        var name = said.Find("root") is { } member ? Name(member.Value.Start, Text(member.Value)) : null;
        name ??= roots.FirstOrDefault()?.Name;
        if (roots.Find(table => table.Name != name) is not null)
        {
            throw Invalid(
                tenant.Value.Start,
                "the root here is not the table of class root. Name one table in both places."
            );
        }

        if (name is not null && manifest.Tables.TryGetValue(name, out var entry) && entry.Class != TableClass.Root)
        {
            throw Invalid(
                tenant.Value.Start,
                "the root here has another class among the tables. Make it root there, or leave it out."
            );
        }

        return manifest with
        {
            Root = name,
            RootColumn = FindText(said, "column"),
            TenantIdType = said.Find("type") is { } type ? IdType(type.Value) : null,
        };
    }

    private TenantIdType IdType(JsonValue value) =>
        TenantIdTypeNames.Find(Text(value)) ?? throw Invalid(value.Start, "the type is uuid, bigint, integer or text.");

    private ManifestRoles Roles(JsonValue root)
    {
        if (root.Find("roles") is not { } member)
        {
            return new();
        }

        var roles = Object(member.Value, "application", "admin", "owner", "migration");
        return new()
        {
            Application = Texts(roles, "application"),
            Admin = Texts(roles, "admin"),
            Owner = Texts(roles, "owner"),
            Migration = Texts(roles, "migration"),
        };
    }

    private FrozenDictionary<TableName, ManifestTable> Tables(JsonValue root)
    {
        var tables = new Dictionary<TableName, ManifestTable>();
        foreach (var member in root.Find("tables") is { } all ? Object(all.Value).Members : [])
        {
            var table = Table(member);
            if (!tables.TryAdd(table.Name, table))
            {
                throw Invalid(member.Start, "this table is named before, in another way. Keep one of them.");
            }
        }

        return tables.ToFrozenDictionary();
    }

    private ManifestTable Table(JsonMember member)
    {
        var name = Name(member.Start, member.Name);
        var said = Object(member.Value, "class", "column", "path", "why");
        var word = said.Find("class") ?? throw Invalid(member.Value.Start, "the table's class is missing.");
        var table = new ManifestTable
        {
            Name = name,
            Class = Class(word.Value),
            Column = FindText(said, "column"),
            Path = Texts(said, "path"),
            Why = FindText(said, "why"),
        };
        if (table.Class == TableClass.Tenant != table.Column is not null)
        {
            throw Invalid(member.Start, "a table of class tenant has a column, and no other table has one here.");
        }

        return table.Path.IsEmpty || table.Class == TableClass.Reached
            ? table
            : throw Invalid(said.Find("path")!.Start, "only a table of class reached has a path.");
    }

    private TableClass Class(JsonValue value) =>
        Text(value) switch
        {
            "root" => TableClass.Root,
            "tenant" => TableClass.Tenant,
            "reached" => TableClass.Reached,
            "shared" => TableClass.Shared,
            "unclassified" => TableClass.Unclassified,
            _ => throw Invalid(value.Start, "the class is root, tenant, reached, shared or unclassified."),
        };

    private Suppression Suppression(JsonValue value)
    {
        var said = Object(value, "rule", "object", "reason", "expires");
        var expires = Required(value, "expires");
        var rule = Required(said, "rule");
        return new()
        {
            Rule = RuleId.IsMatch(Text(rule))
                ? Text(rule)
                : throw Invalid(rule.Start, "a rule's id is of the form RF201."),
            Place = TextPlace.Of(json, rule.Start),
            Object = Text(Required(said, "object")),
            Reason = Text(Required(said, "reason")),
            Expires = DateOnly.TryParseExact(
                Text(expires),
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var day
            )
                ? day
                : throw Invalid(expires.Start, "the day is not of the form 2027-01-31."),
        };
    }

    private JsonValue Required(JsonValue value, string name) =>
        value.Find(name)?.Value
        ?? throw Invalid(value.Start, $"the suppression has no {name}. It takes rule, object, reason and expires.");

    /// <summary>An object with no other properties than these; with any, where none are given.</summary>
    private JsonValue Object(JsonValue value, params string[] names)
    {
        if (value.Kind != JsonTokenType.StartObject)
        {
            throw Invalid(value.Start, "this should be an object.");
        }

        return names.Length > 0 && value.Members.Find(member => !names.Contains(member.Name)) is { } unknown
            ? throw Invalid(unknown.Start, $"this property is unknown. Those known here: {string.Join(", ", names)}.")
            : value;
    }

    private List<JsonValue> Items(JsonValue value, string name) =>
        value.Find(name) is not { } member ? []
        : member.Value.Kind == JsonTokenType.StartArray ? member.Value.Items
        : throw Invalid(member.Value.Start, "this should be an array.");

    private ImmutableArray<string> Texts(JsonValue value, string name) => [.. Items(value, name).Select(Text)];

    private string? FindText(JsonValue value, string name) =>
        value.Find(name) is { } member ? Text(member.Value) : null;

    private string Text(JsonValue value) =>
        value is { Kind: JsonTokenType.String, Text: { } text } && !string.IsNullOrWhiteSpace(text)
            ? text
            : throw Invalid(value.Start, "this should be a text, and not an empty one.");

    private TableName Name(int start, string text) =>
        TableName.TryParse(text, out var name)
            ? name
            : throw Invalid(
                start,
                "this is no table's name. Write schema.table; a part with a dot in it stands in double quotes."
            );

    [GeneratedRegex("^[rR][fF][0-9]{3}\\z", RegexOptions.None, 1000)]
    private static partial Regex RuleId { get; }

    private ManifestInvalidException Invalid(int offset, string why)
    {
        var place = TextPlace.Of(json, offset);
        return new(place.Line, place.Column, why);
    }
}
