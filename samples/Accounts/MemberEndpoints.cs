using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Accounts;

/// <summary>What a signed-in user sees of their tenant. Identity's managers are used as anywhere.</summary>
internal static class MemberEndpoints
{
    /// <summary>The first of a tenant is made by whoever registers the tenant.</summary>
    private const string Admin = "admin";

    public static void MapMembers(this IEndpointRouteBuilder app)
    {
        var members = app.MapGroup("/members").RequireAuthorization();
        members.MapGet("", ListAsync);
        members.MapGet("/{id}", FindAsync);
        members.MapPut("/{id}/roles/{role}", GiveRoleAsync).RequireAuthorization(caller => caller.RequireRole(Admin));
        members.MapGet("/me/roles", RolesAsync);
    }

    private static async Task<Ok<List<string?>>> ListAsync(
        UserManager<IdentityUser> users,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Ok(
            await users.Users.OrderBy(user => user.Email).Select(user => user.Email).ToListAsync(cancellationToken)
        );

    private static async Task<Results<Ok<string>, NotFound>> FindAsync(string id, UserManager<IdentityUser> users) =>
        await users.FindByIdAsync(id) is { Email: { } email } ? TypedResults.Ok(email) : TypedResults.NotFound();

    private static async Task<Results<NoContent, NotFound>> GiveRoleAsync(
        string id,
        string role,
        UserManager<IdentityUser> users,
        RoleManager<IdentityRole> roles
    )
    {
        if (await users.FindByIdAsync(id) is not { } user)
        {
            return TypedResults.NotFound();
        }

        if (!await roles.RoleExistsAsync(role))
        {
            await roles.CreateAsync(new IdentityRole(role));
        }

        await users.AddToRoleAsync(user, role);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<IList<string>>, NotFound>> RolesAsync(
        ClaimsPrincipal caller,
        UserManager<IdentityUser> users
    ) =>
        await users.GetUserAsync(caller) is { } user
            ? TypedResults.Ok(await users.GetRolesAsync(user))
            : TypedResults.NotFound();
}
