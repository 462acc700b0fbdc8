using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Ringfence.Catalog.Manifests;

/// <summary>What a team says of its own database: <c>ringfence.json</c> in its repository.</summary>
internal sealed record Manifest
{
    public const string DefaultPath = "ringfence.json";

    public static Manifest Empty { get; } = new();

    /// <summary>The table of the tenants; null where it is not named.</summary>
    public TableName? Root { get; init; }

    /// <summary>The root's column of tenant ids; null is its primary key.</summary>
    public string? RootColumn { get; init; }
    public TenantIdType? TenantIdType { get; init; }
    public ManifestRoles Roles { get; init; } = new();
    public FrozenDictionary<TableName, ManifestTable> Tables { get; init; } =
        FrozenDictionary<TableName, ManifestTable>.Empty;
    public ImmutableArray<Suppression> Suppressions { get; init; } = [];

    /// <summary>Reads the file.</summary>
    /// <exception cref="ManifestMissingException">There is none.</exception>
    /// <exception cref="ManifestInvalidException">It is broken.</exception>
    public static async Task<Manifest> LoadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return Parse(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ManifestMissingException(path);
        }
    }

    /// <summary>Reads UTF-8 text.</summary>
    /// <exception cref="ManifestInvalidException">It is broken.</exception>
    public static Manifest Parse(byte[] json) => new ManifestReader(json).Read();
}
