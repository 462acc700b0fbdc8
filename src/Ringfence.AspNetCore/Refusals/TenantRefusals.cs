using Microsoft.AspNetCore.Http;
using Ringfence.Tenants;

namespace Ringfence.AspNetCore.Refusals;

/// <summary>Every refusal there is. A code never changes its meaning.</summary>
internal static class TenantRefusals
{
    public static Refusal NoIdentity { get; } =
        new(
            "RF5101",
            StatusCodes.Status401Unauthorized,
            "The request carries no identity. Authenticate, then repeat it."
        );

    public static Refusal NoTenant { get; } =
        new(
            "RF5102",
            StatusCodes.Status403Forbidden,
            "The request names no tenant. Sign in as a member of one, or call an endpoint that needs none."
        );

    /// <summary>
    /// Also for a tenant that exists and is not the caller's: two answers would tell a stranger which tenants exist.
    /// </summary>
    public static Refusal UnknownTenant { get; } =
        new(
            "RF5103",
            StatusCodes.Status403Forbidden,
            "The tenant is not known here, or the caller does not belong to it."
        );

    public static Refusal Ambiguous { get; } =
        new(
            "RF5105",
            StatusCodes.Status403Forbidden,
            "The request names more than one tenant. Sign in for exactly one of them."
        );

    public static Refusal UntrustedPeer { get; } =
        new(
            "RF5106",
            StatusCodes.Status403Forbidden,
            "The request names its tenant in a header that only a trusted proxy may write. Leave the header out."
        );

    public static Refusal Suspended { get; } =
        new("RF5107", StatusCodes.Status403Forbidden, "The tenant is suspended. Ask whoever runs the service.");

    /// <summary>Not 410: caches may keep that one, and the tenant is not in every path.</summary>
    public static Refusal Deleted { get; } =
        new("RF5108", StatusCodes.Status403Forbidden, "The tenant is deleted. Sign in as a member of another one.");

    public static Refusal UnverifiedCertificate { get; } =
        new(
            "RF5109",
            StatusCodes.Status403Forbidden,
            "The client certificate was not verified. Connect with one that the service's own authority issued."
        );

    public static Refusal ForeignConnection { get; } =
        new(
            "RF5110",
            StatusCodes.Status403Forbidden,
            "The connection belongs to another tenant. Open one of your own."
        );

    public static Refusal Malformed(TenantIdType type) =>
        new("RF5104", StatusCodes.Status400BadRequest, new TenantIdInvalidException(type).Message);

    public static Refusal Limited(TimeSpan retryAfter) =>
        new(
            "RF1005",
            StatusCodes.Status429TooManyRequests,
            "The tenant has used up its share for now. Repeat the request later."
        )
        {
            RetryAfter = retryAfter,
        };

    /// <summary>Why a tenant in this state, null for one that is not known, is not let in; null where it is.</summary>
    public static Refusal? Find(TenantState? state) =>
        state switch
        {
            TenantState.Active => null,
            TenantState.Suspended => Suspended,
            TenantState.Deleted => Deleted,
            _ => UnknownTenant,
        };
}
