using CatalogueEf.Rows;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CatalogueEf.Endpoints;

/// <summary>The children of an API. Their keys carry the tenant, so a child cannot point at another tenant's parent.</summary>
internal static class VersionEndpoints
{
    public static void MapVersions(this IEndpointRouteBuilder app)
    {
        var versions = app.MapGroup("/apis/{apiId:guid}").WithTags("versions").RequireAuthorization();
        versions.MapPost("/versions", AddAsync).WithSummary("Adds a version to an API.");
        versions.MapGet("/operations", ListAsync).WithSummary("The operations of all versions of an API.");
    }

    private static async Task<Created<FoundVersion>> AddAsync(
        Guid apiId,
        NewVersion added,
        CatalogueContext context,
        CancellationToken cancellationToken
    )
    {
        var version = new ApiVersion { ApiId = apiId, Label = added.Label };
        context.Add(version);
        await context.SaveChangesAsync(cancellationToken);
        return TypedResults.Created(
            $"/apis/{apiId}/versions/{version.Id}",
            new FoundVersion(version.Id, version.ApiId, version.Label)
        );
    }

    private static async Task<Ok<List<FoundOperation>>> ListAsync(
        Guid apiId,
        CatalogueContext context,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Ok(
            await context
                .Versions.Where(version => version.ApiId == apiId)
                .SelectMany(
                    version => version.Operations,
                    (version, operation) =>
                        new
                        {
                            version.Label,
                            operation.Method,
                            operation.Path,
                        }
                )
                .OrderBy(row => row.Label)
                .ThenBy(row => row.Path)
                .ThenBy(row => row.Method)
                .Select(row => new FoundOperation(row.Label, row.Method, row.Path))
                .ToListAsync(cancellationToken)
        );
}
