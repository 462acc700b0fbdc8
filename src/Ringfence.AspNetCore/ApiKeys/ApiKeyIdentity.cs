using System.Security.Claims;

namespace Ringfence.AspNetCore.ApiKeys;

/// <summary>The identity of a caller with an API key; its type tells it from identities that only carry such a claim.</summary>
internal static class ApiKeyIdentity
{
    public const string TenantClaim = "ringfence_tenant";

    private const string AuthenticationType = "Ringfence.ApiKey";

    public static ClaimsIdentity New(StoredApiKey key) =>
        new(
            [
                new(ClaimTypes.NameIdentifier, key.Id),
                new(ClaimTypes.Name, key.Name ?? key.Id),
                new(TenantClaim, key.TenantId.Value),
            ],
            AuthenticationType
        );

    public static bool Is(ClaimsIdentity identity) => identity.AuthenticationType == AuthenticationType;
}
