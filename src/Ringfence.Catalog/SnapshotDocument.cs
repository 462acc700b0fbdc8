using System.Text.Json.Serialization;

namespace Ringfence.Catalog;

/// <summary>A snapshot as a file: what it is comes first.</summary>
internal sealed record SnapshotDocument
{
    [JsonPropertyOrder(0)]
    public required string Kind { get; init; }

    [JsonPropertyOrder(1)]
    public required int Version { get; init; }

    [JsonPropertyOrder(2)]
    public required Snapshot Snapshot { get; init; }
}
