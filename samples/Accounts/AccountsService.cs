using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Ringfence;
using Ringfence.AspNetCore;
using Ringfence.EntityFrameworkCore;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Tenants;

namespace Accounts;

/// <summary>ASP.NET Core Identity with users that belong to tenants.</summary>
/// <remarks>Configuration: <c>ConnectionStrings:Accounts</c> and <c>Ringfence:SigningKey</c>.</remarks>
public static class AccountsService
{
    /// <summary>Brings the tables up to date, as their owner: before the service starts, not by it.</summary>
    /// <param name="ownerConnectionString">Of a login that owns the tables, or becomes their owner's role.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task MigrateAsync(string ownerConnectionString, CancellationToken cancellationToken)
    {
        await using var context = MigratingContext.Create(ownerConnectionString);
        await context.Database.MigrateAsync(cancellationToken);
    }

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var connectionString =
            configuration.GetConnectionString("Accounts")
            ?? throw new InvalidOperationException("Set ConnectionStrings:Accounts.");
        var services = builder.Services;
        services
            .AddRingfence(options => options.TenantIdType = TenantIdType.Uuid)
            .AddNpgsql(connectionString, options => configuration.GetSection("Ringfence").Bind(options))
            .AddTenantStore(connectionString)
            .AddAspNetCore(options =>
            {
                // A token says whose it is, and is good at that tenant's host alone.
                options.FromClaim(RingfenceWebOptions.DefaultClaimType);
                options.FromSubdomain(
                    [AtTheDoor.Domain],
                    (context, tenantId) =>
                        ValueTask.FromResult(
                            context.User.HasClaim(RingfenceWebOptions.DefaultClaimType, tenantId.Value)
                        )
                );
            });
        services.AddDbContext<AccountsContext>(options => options.UseNpgsql().UseRingfence());
        services
            .AddIdentityCore<IdentityUser>(options => options.User.RequireUniqueEmail = true)
            .AddRoles<IdentityRole>()
            .AddEntityFrameworkStores<AccountsContext>()
            .AddClaimsPrincipalFactory<TenantOfUser>()
            .AddApiEndpoints();
        services.AddAuthentication(IdentityConstants.BearerScheme).AddBearerToken(IdentityConstants.BearerScheme);
        services.AddAuthorization();
        return Map(builder.Build());
    }

    private static WebApplication Map(WebApplication app)
    {
        app.UseRouting();
        app.UseAuthentication();
        app.UseRingfence();
        app.UseAuthorization();

        app.MapGroup("").WithoutTenant().AddEndpointFilter<AtTheDoor>().MapIdentityApi<IdentityUser>();
        app.MapMembers();
        return app;
    }
}
