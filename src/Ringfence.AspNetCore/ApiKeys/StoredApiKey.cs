namespace Ringfence.AspNetCore.ApiKeys;

/// <summary>What a service keeps of an API key: nothing that a thief could call with.</summary>
public sealed record StoredApiKey
{
    /// <summary><see cref="ApiKey.Id"/>.</summary>
    public required string Id { get; init; }

    /// <summary><see cref="ApiKey.Hash"/>, 32 bytes.</summary>
    public required ReadOnlyMemory<byte> Hash { get; init; }

    /// <summary>The tenant that its callers act for.</summary>
    public required TenantId TenantId { get; init; }

    /// <summary>When it stops being taken; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>What people call it, as the name of the identity; null for its id.</summary>
    public string? Name { get; init; }
}
