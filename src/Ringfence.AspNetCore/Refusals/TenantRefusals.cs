using Microsoft.AspNetCore.Http;

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

    public static Refusal Malformed(TenantIdType type) =>
        new("RF5104", StatusCodes.Status400BadRequest, new TenantIdInvalidException(type).Message);
}
