namespace Ringfence.Catalog;

/// <summary>What the reader of a snapshot could not see: unknown, and never to be taken for clean.</summary>
internal sealed record Unseen
{
    public required string What { get; init; }
    public required string Why { get; init; }
}
