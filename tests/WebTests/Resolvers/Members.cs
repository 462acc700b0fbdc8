using Microsoft.AspNetCore.Http;
using Ringfence;

namespace WebTests.Resolvers;

/// <summary>Takes callers for members of the tenants in their claims <c>member</c>.</summary>
internal static class Members
{
    public static ValueTask<bool> Has(HttpContext context, TenantId tenant) =>
        ValueTask.FromResult(context.User.HasClaim("member", tenant.Value));

    public static string Claim(string tenant) => $"member={tenant}";
}
