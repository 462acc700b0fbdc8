using Microsoft.AspNetCore.Authentication;

namespace Ringfence.AspNetCore.ApiKeys;

/// <summary>Adds authentication by API keys.</summary>
public static class ApiKeyAuthentication
{
    /// <summary>The name of the scheme, and what the caller writes in front of the key in <c>Authorization</c>.</summary>
    public const string Scheme = "ApiKey";

    /// <summary>The other header that is looked at. Two keys that differ are refused.</summary>
    public const string Header = "X-Api-Key";

    /// <summary>
    /// Authenticates callers by the keys of the registered <see cref="IApiKeyStore"/>. The tenant of the key counts
    /// where <see cref="RingfenceWebOptions.FromApiKey"/> is chosen.
    /// </summary>
    /// <remarks>
    /// It must be the default scheme, or the scheme that the default one forwards to: what only an authorization policy
    /// names runs too late.
    /// </remarks>
    public static AuthenticationBuilder AddApiKey(this AuthenticationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(Scheme, null);
    }
}
