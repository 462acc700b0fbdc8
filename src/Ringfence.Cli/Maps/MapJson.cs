using System.Text;
using System.Text.Json;
using Ringfence.Catalog.Maps;

namespace Ringfence.Cli.Maps;

/// <summary>A map for programs.</summary>
internal static class MapJson
{
    public static string Write(TenancyMap map)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("root", map.Root?.ToString());
            json.WriteBoolean("rootIsNamed", map.IsRootNamed);
            json.WriteString("tenantIdType", map.TenantIdType?.ToString().ToLowerInvariant());
            json.WriteBoolean("isComplete", map.IsComplete);
            Array(json, "candidates", map.Candidates, Candidate);
            Array(json, "tables", map.Tables, Table);
            Array(json, "apart", map.Apart, Relation);
            Texts(json, "stale", map.Stale);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void Candidate(Utf8JsonWriter json, RootCandidate candidate)
    {
        json.WriteString("table", candidate.Name.ToString());
        json.WriteNumber("score", candidate.Score);
        Texts(json, "reasons", candidate.Reasons);
    }

    private static void Table(Utf8JsonWriter json, MappedTable table)
    {
        json.WriteString("table", table.Name.ToString());
        json.WriteString("class", MapText.Class(table.Class));
        json.WriteString("column", table.Column);
        json.WriteString("partOf", table.Parent?.ToString());
        json.WriteBoolean("isDeclared", table.IsDeclared);
        Array(json, "paths", table.Paths, Path);
        Texts(json, "reasons", table.Reasons);
    }

    private static void Path(Utf8JsonWriter json, KeyPath path)
    {
        json.WriteBoolean("mayBeNull", path.MayBeNull);
        Array(json, "steps", path.Steps, Step);
    }

    private static void Step(Utf8JsonWriter json, KeyStep step)
    {
        json.WriteString("key", step.Key);
        Texts(json, "columns", step.Columns);
        json.WriteString("target", step.Target.ToString());
        Texts(json, "targetColumns", step.TargetColumns);
    }

    private static void Relation(Utf8JsonWriter json, ApartRelation relation)
    {
        json.WriteString("name", relation.Name.ToString());
        json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(relation.Kind.ToString()));
        Texts(json, "reads", relation.Over.Select(name => name.ToString()));
    }

    private static void Array<T>(
        Utf8JsonWriter json,
        string name,
        IEnumerable<T> items,
        Action<Utf8JsonWriter, T> write
    )
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
