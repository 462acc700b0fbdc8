using System.CommandLine;
using Npgsql;
using Ringfence.Catalog;
using Ringfence.Catalog.Manifests;
using Ringfence.Catalog.Maps;

namespace Ringfence.Cli.Maps;

/// <summary><c>ringfence map</c>: how each table reaches its tenant, and the manifest that says so.</summary>
internal sealed class MapCommand
{
    public const string Verb = "map";

    private const string ConnectionVariable = "RINGFENCE_CONNECTION";
    private const int Unclassified = 1;

    private readonly Option<string?> _connection = new("--connection")
    {
        Description = $"Connection string of any role; public's privileges are enough ({ConnectionVariable})",
    };

    private readonly Option<FileInfo?> _snapshot = new("--snapshot")
    {
        Description = "Read a snapshot's file instead of a server",
    };

    private readonly Option<FileInfo?> _saveSnapshot = new("--save-snapshot")
    {
        Description = "Save the snapshot to a file, to look at it later without the server",
    };

    private readonly Option<string?> _root = new("--tenant-root")
    {
        Description = "The table of the tenants, as schema.table; unsaid, the manifest's or a proposal",
    };

    private readonly Option<string> _manifest = new("--manifest")
    {
        Description = "The manifest",
        DefaultValueFactory = _ => Manifest.DefaultPath,
    };

    private readonly Option<bool> _write = new("--write")
    {
        Description = "Write into the manifest what it does not say yet",
    };

    private readonly Option<MapFormat> _format = SharedOptions.Choice(
        "--format",
        "table, tree, json, mermaid or dot",
        MapFormat.Table
    );

    public static Command Create() => new MapCommand().Build();

    private Command Build()
    {
        var command = new Command(Verb, "Show how each table reaches its tenant; 1 while a table is unclassified");
        foreach (var option in (Option[])[_connection, _snapshot, _saveSnapshot, _root, _manifest, _write, _format])
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            var hasFile = result.GetValue(_snapshot) is not null;
            if (hasFile && (result.GetValue(_connection) is not null || result.GetValue(_saveSnapshot) is not null))
            {
                result.AddError("--snapshot reads a file; it goes with neither --connection nor --save-snapshot.");
            }
            else if (!hasFile && SharedOptions.ConnectionFault(Connection(result.GetValue(_connection))) is { } fault)
            {
                result.AddError(
                    fault.Length > 0 ? fault : $"Give --connection or --snapshot, or set {ConnectionVariable}."
                );
            }

            if (result.GetValue(_root) is { } root && !TableName.TryParse(root, out _))
            {
                result.AddError("--tenant-root takes schema.table; a part with a dot in it stands in double quotes.");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static string? Connection(string? given) => given ?? Environment.GetEnvironmentVariable(ConnectionVariable);

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var path = arguments.GetValue(_manifest)!;
        var manifest = File.Exists(path)
            ? await Manifest.LoadAsync(path, cancellationToken).ConfigureAwait(false)
            : Manifest.Empty;
        if (arguments.GetValue(_root) is { } root && TableName.TryParse(root, out var name))
        {
            manifest = WithRoot(manifest, name);
        }

        var snapshot = await ReadAsync(arguments, cancellationToken).ConfigureAwait(false);
        var map = TenancyMap.Of(new CatalogGraph(snapshot), manifest);
        var output = arguments.InvocationConfiguration.Output;
        var error = arguments.InvocationConfiguration.Error;
        await output.WriteAsync(Print(map, arguments.GetValue(_format))).ConfigureAwait(false);
        foreach (var stale in map.Stale)
        {
            await error.WriteLineAsync(Printable.Of(stale)).ConfigureAwait(false);
        }

        if (arguments.GetValue(_write))
        {
            var isNew = await ManifestFile.WriteAsync(path, map, cancellationToken).ConfigureAwait(false);
            await error.WriteLineAsync(isNew ? $"{path} is written." : $"{path} says it all.").ConfigureAwait(false);
        }

        return map.IsComplete ? 0 : Unclassified;
    }

    /// <summary>The command line's root; where the manifest names another, that one loses its column and type with it.</summary>
    private static Manifest WithRoot(Manifest manifest, TableName name) =>
        name == manifest.Root ? manifest
        : manifest.Root is null ? manifest with { Root = name }
        : throw new TenantRootMissingException(name, $"the manifest says {manifest.Root}. Change it there.");

    private async Task<Snapshot> ReadAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(_snapshot) is { } file)
        {
            return await Snapshot.LoadAsync(file.FullName, cancellationToken).ConfigureAwait(false);
        }

        var source = NpgsqlDataSource.Create(Connection(arguments.GetValue(_connection))!);
        await using var _ = source.ConfigureAwait(false);
        var snapshot = await Snapshot.ReadAsync(source, cancellationToken).ConfigureAwait(false);
        if (arguments.GetValue(_saveSnapshot) is { } target)
        {
            await snapshot.SaveAsync(target.FullName, cancellationToken).ConfigureAwait(false);
        }

        return snapshot;
    }

    private static string Print(TenancyMap map, MapFormat format) =>
        format switch
        {
            MapFormat.Table => MapTable.Write(map),
            MapFormat.Tree => MapTree.Write(map),
            MapFormat.Json => MapJson.Write(map),
            MapFormat.Mermaid => MapDiagram.Mermaid(map),
            MapFormat.Dot => MapDiagram.Dot(map),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, message: null),
        };
}
