using System.Text;
using System.Text.Json;
using Ringfence.Catalog.Maps;

namespace Ringfence.Catalog.Manifests;

/// <summary>
/// Writes what a map found into a manifest. What the user wrote stays, byte by byte: only tables that it does not name are
/// added, and entries that say nothing but <c>unclassified</c> are filled in.
/// </summary>
internal static class ManifestFile
{
    private const int Attempts = 5;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes the file, in one go; tells whether anything was new.</summary>
    /// <exception cref="ManifestInvalidException">The file that is there is broken; it stays as it is.</exception>
    public static Task<bool> WriteAsync(string path, TenancyMap map, CancellationToken cancellationToken) =>
        WriteAsync(path, before => Merge(before, map), cancellationToken);

    /// <summary>Writes what is made of the text that is there, however often an editor saves another meanwhile.</summary>
    internal static async Task<bool> WriteAsync(
        string path,
        Func<byte[]?, byte[]> merge,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var before = await FindAsync(path, cancellationToken).ConfigureAwait(false);
            var after = merge(before);
            if (before is not null && after.AsSpan().SequenceEqual(before))
            {
                return false;
            }

            if (await TryReplaceAsync(path, before, after, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }

            if (attempt == Attempts)
            {
                throw new IOException($"{path} changes all the time while it is written. Run it again.");
            }
        }
    }

    /// <summary>Whether it could: not where somebody saved it since it was read, whose text stays.</summary>
    private static async Task<bool> TryReplaceAsync(
        string path,
        byte[]? before,
        byte[] after,
        CancellationToken cancellationToken
    )
    {
        // A link stays one: what it leads to is what is written.
        var link = before is null ? null : new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true);
        var target = link?.FullName ?? path;
        UnixFileMode? mode = before is null || OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(target);
        var isReplaced = false;
        await UnfinishedFile
            .WriteAsync(
                target,
                mode,
                stream => stream.WriteAsync(after, cancellationToken).AsTask(),
                async unfinished =>
                {
                    if (Same(before, await FindAsync(path, cancellationToken).ConfigureAwait(false)))
                    {
                        File.Move(unfinished, target, overwrite: before is not null);
                        isReplaced = true;
                    }
                }
            )
            .ConfigureAwait(false);
        return isReplaced;
    }

    private static async Task<byte[]?> FindAsync(string path, CancellationToken cancellationToken) =>
        File.Exists(path) ? await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false) : null;

    private static bool Same(byte[]? one, byte[]? other) =>
        one is null || other is null ? one == other : one.AsSpan().SequenceEqual(other);

    /// <summary>The manifest's text with the map in it; null is none yet.</summary>
    public static byte[] Merge(byte[]? json, TenancyMap map)
    {
        json = json is null || json.AsSpan().Trim(" \t\r\n"u8).IsEmpty ? Strict.GetBytes(Beginning) : json;
        var manifest = Manifest.Parse(json);
        var root = JsonTree.Read(json);
        var edit = new JsonEdit(json);
        List<(string Name, string Text)> missing = [];
        if (Tenant(map) is { } tenant)
        {
            if (root.Find("tenant") is not { } said)
            {
                missing.Add(("tenant", Object(tenant)));
            }
            else if (manifest.Root is null || manifest.Root.Equals(map.Root))
            {
                edit.Add(said.Value, [.. tenant.Where(member => said.Value.Find(member.Name) is null)]);
            }
        }

        AddTables(root, manifest, map, edit, missing);
        edit.Add(root, missing);
        var after = edit.Apply();
        Manifest.Parse(after); // Fail here rather than leave a manifest that nothing reads.
        return after;
    }

    private const string Beginning = "{\n  \"version\": 1\n}\n";

    private static void AddTables(
        JsonValue root,
        Manifest manifest,
        TenancyMap map,
        JsonEdit edit,
        List<(string Name, string Text)> missing
    )
    {
        var added = map
            .Tables.Where(table => !manifest.Tables.ContainsKey(table.Name))
            .Where(table => table.Parent is null) // A partition is what its parent is.
            .Select(table => (table.Name.ToString(), Entry(table)))
            .ToList();
        if (root.Find("tables") is not { } said)
        {
            missing.Add(("tables", Object(added)));
            return;
        }

        edit.Add(said.Value, added);
        var found = map.Tables.ToDictionary(table => table.Name);
        foreach (var member in said.Value.Members)
        {
            var isBare = member.Value.Members is [{ Name: "class", Value.Text: "unclassified" }];
            if (
                isBare
                && TableName.TryParse(member.Name, out var name)
                && found.TryGetValue(name, out var table)
                && table.Class != TableClass.Unclassified
            )
            {
                edit.Replace(member.Value.Members[0].Value, JsonEdit.Quoted(Word(table.Class)));
                edit.Add(member.Value, [.. Rest(table)]);
            }
        }
    }

    private static List<(string Name, string Text)>? Tenant(TenancyMap map)
    {
        if (map.Root is null)
        {
            return null;
        }

        List<(string Name, string Text)> members = [("root", JsonEdit.Quoted(map.Root.ToString()))];
        if (map.TenantIdType is { } type)
        {
            members.Add(("type", JsonEdit.Quoted(type.SqlName())));
        }

        return members;
    }

    private static string Entry(MappedTable table) =>
        OneLine([("class", JsonEdit.Quoted(Word(table.Class))), .. Rest(table)]);

    private static IEnumerable<(string Name, string Text)> Rest(MappedTable table)
    {
        if (table is { Class: TableClass.Tenant, Column: { } column })
        {
            yield return ("column", JsonEdit.Quoted(column));
        }

        if (table is { Class: TableClass.Reached, Paths: [var path, ..] })
        {
            var names = path.Steps.Select(step => JsonEdit.Quoted(step.Key));
            yield return ("path", $"[{string.Join(", ", names)}]");
        }
    }

    private static string Word(TableClass value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static string OneLine(IEnumerable<(string Name, string Text)> members) =>
        $"{{ {string.Join(", ", members.Select(member => $"{JsonEdit.Quoted(member.Name)}: {member.Text}"))} }}";

    private static string Object(List<(string Name, string Text)> members) =>
        members.Count == 0
            ? "{}"
            : $"{{\n{string.Join(",\n", members.Select(member => $"  {JsonEdit.Quoted(member.Name)}: {member.Text}"))}\n}}";
}
