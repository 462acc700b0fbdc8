using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Ringfence;
using Ringfence.AspNetCore;

namespace Accounts;

/// <summary>Writes into a token whose user it is for: the tenant in whose scope the user was found.</summary>
internal sealed class TenantOfUser(
    UserManager<IdentityUser> users,
    RoleManager<IdentityRole> roles,
    IOptions<IdentityOptions> options
) : UserClaimsPrincipalFactory<IdentityUser, IdentityRole>(users, roles, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(IdentityUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        var tenantId = TenantScope.Current ?? throw new TenantMissingException();
        identity.AddClaim(new(RingfenceWebOptions.DefaultClaimType, tenantId.Value));
        return identity;
    }
}
