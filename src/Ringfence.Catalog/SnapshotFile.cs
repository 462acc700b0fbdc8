using System.Text.Json;

namespace Ringfence.Catalog;

/// <summary>Snapshots as files. What a file holds is not trusted: it may come from anywhere.</summary>
internal static class SnapshotFile
{
    public const int Version = 1;

    private const string Kind = "ringfence snapshot";

    public static Task SaveAsync(Snapshot snapshot, string path, CancellationToken cancellationToken) =>
        UnfinishedFile.WriteAsync(
            path,
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            stream => SaveAsync(snapshot, stream, cancellationToken),
            unfinished =>
            {
                File.Move(unfinished, path, overwrite: true);
                return Task.CompletedTask;
            }
        );

    public static Task SaveAsync(Snapshot snapshot, Stream stream, CancellationToken cancellationToken) =>
        JsonSerializer.SerializeAsync(
            stream,
            new()
            {
                Kind = Kind,
                Version = Version,
                Snapshot = snapshot,
            },
            SnapshotJson.Default.SnapshotDocument,
            cancellationToken
        );

    public static async Task<Snapshot> LoadAsync(string path, CancellationToken cancellationToken)
    {
        var stream = File.OpenRead(path);
        await using var _ = stream.ConfigureAwait(false);
        return await LoadAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    public static async Task<Snapshot> LoadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new MemoryStream();
        await using var _ = buffer.ConfigureAwait(false);
        await stream.CopyToAsync(buffer, cancellationToken).ConfigureAwait(false);
        var json = buffer.GetBuffer().AsSpan(0, (int)buffer.Length);
        try
        {
            var version = ReadVersion(json);
            if (version > Version)
            {
                throw new SnapshotNewerException(version);
            }

            var document = JsonSerializer.Deserialize(json, SnapshotJson.Default.SnapshotDocument);
            var snapshot = document?.Snapshot ?? throw new SnapshotInvalidException("it is empty.");
            SnapshotReferences.Verify(snapshot);
            return snapshot;
        }
        catch (JsonException e)
        {
            throw new SnapshotInvalidException(Place(e), e);
        }
    }

    /// <summary>From the beginning alone: what a newer version put behind it need not be understood.</summary>
    private static int ReadVersion(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        return
            reader.Read()
            && reader.TokenType == JsonTokenType.StartObject
            && IsProperty(ref reader, "kind")
            && reader.Read()
            && reader.TokenType == JsonTokenType.String
            && reader.ValueTextEquals(Kind)
            && IsProperty(ref reader, "version")
            && reader.Read()
            && reader.TokenType == JsonTokenType.Number
            && reader.TryGetInt32(out var version)
            && version > 0
            ? version
            : throw new SnapshotInvalidException($"it does not begin as one, with the kind '{Kind}' and a version.");
    }

    private static bool IsProperty(ref Utf8JsonReader reader, string name) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name);

    /// <summary>Where, not what: the serializer's own message may repeat the file's text.</summary>
    private static string Place(JsonException e) =>
        $"line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1} cannot be read.";
}
