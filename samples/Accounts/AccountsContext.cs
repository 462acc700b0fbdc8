using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore;

namespace Accounts;

/// <summary>
/// ASP.NET Core Identity's own tables, each of which is a tenant table: a user name is unique within its tenant, and a
/// user, a role and a login of one tenant do not exist for another.
/// </summary>
internal sealed class AccountsContext(DbContextOptions<AccountsContext> options)
    : IdentityDbContext<IdentityUser>(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<IdentityUser>().IsTenantOwned();
        modelBuilder.Entity<IdentityRole>().IsTenantOwned();
        modelBuilder.Entity<IdentityUserRole<string>>().IsTenantOwned();
        modelBuilder.Entity<IdentityUserClaim<string>>().IsTenantOwned();
        modelBuilder.Entity<IdentityRoleClaim<string>>().IsTenantOwned();
        modelBuilder.Entity<IdentityUserLogin<string>>().IsTenantOwned();
        modelBuilder.Entity<IdentityUserToken<string>>().IsTenantOwned();
    }
}
