using CatalogueEf.Rows;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CatalogueEf.Endpoints;

/// <summary>APIs. Not one query says whose rows it means: there is no <c>Where(… TenantId …)</c> to forget.</summary>
internal static class ApiEndpoints
{
    public static void MapApis(this IEndpointRouteBuilder app)
    {
        var apis = app.MapGroup("").WithTags("apis").RequireAuthorization();
        apis.MapGet("/apis", ListAsync).WithSummary("All APIs of the caller's tenant.");
        apis.MapGet("/apis/{id:guid}", FindAsync).WithSummary("One API.");
        apis.MapPost("/apis", AddAsync).WithSummary("Adds an API.");
        apis.MapPut("/apis/{id:guid}", ChangeAsync).WithSummary("Changes an API.");
        apis.MapDelete("/apis/{id:guid}", RemoveAsync).WithSummary("Removes an API with its versions.");
        apis.MapGet("/totals", CountAsync).WithSummary("How many rows there are.");
    }

    private static async Task<Ok<List<FoundApi>>> ListAsync(
        CatalogueContext context,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Ok(
            await context
                .Apis.OrderBy(api => api.Name)
                .Select(api => new FoundApi(api.Id, api.Name, api.Host))
                .ToListAsync(cancellationToken)
        );

    private static async Task<Results<Ok<FoundApi>, NotFound>> FindAsync(
        Guid id,
        CatalogueContext context,
        CancellationToken cancellationToken
    ) =>
        await context.Apis.FindAsync([id], cancellationToken) is { } api
            ? TypedResults.Ok(new FoundApi(api.Id, api.Name, api.Host))
            : TypedResults.NotFound();

    private static async Task<Created<FoundApi>> AddAsync(
        NewApi added,
        CatalogueContext context,
        CancellationToken cancellationToken
    )
    {
        var api = new Api { Name = added.Name, Host = added.Host };
        if (added.TenantId is { } tenantId)
        {
            // What an endpoint that believes its caller would do: the context refuses it, and the policy would.
            context.Entry(api).Property("TenantId").CurrentValue = tenantId;
        }

        context.Add(api);
        await context.SaveChangesAsync(cancellationToken);
        return TypedResults.Created($"/apis/{api.Id}", new FoundApi(api.Id, api.Name, api.Host));
    }

    private static async Task<Results<NoContent, NotFound>> ChangeAsync(
        Guid id,
        NewApi changed,
        CatalogueContext context,
        CancellationToken cancellationToken
    ) =>
        await context
            .Apis.Where(api => api.Id == id)
            .ExecuteUpdateAsync(
                api =>
                {
                    api.SetProperty(row => row.Name, changed.Name).SetProperty(row => row.Host, changed.Host);
                    if (changed.TenantId is { } tenantId)
                    {
                        // What an endpoint that believes its caller would do: the policy refuses it.
                        api.SetProperty(row => EF.Property<Guid>(row, "TenantId"), tenantId);
                    }
                },
                cancellationToken
            ) == 1
            ? TypedResults.NoContent()
            : TypedResults.NotFound();

    private static async Task<Results<NoContent, NotFound>> RemoveAsync(
        Guid id,
        CatalogueContext context,
        CancellationToken cancellationToken
    ) =>
        await context.Apis.Where(api => api.Id == id).ExecuteDeleteAsync(cancellationToken) == 1
            ? TypedResults.NoContent()
            : TypedResults.NotFound();

    private static async Task<Ok<Totals>> CountAsync(CatalogueContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(
            new Totals(
                await context.Apis.CountAsync(cancellationToken),
                await context.Versions.CountAsync(cancellationToken),
                await context.Operations.CountAsync(cancellationToken)
            )
        );
}
