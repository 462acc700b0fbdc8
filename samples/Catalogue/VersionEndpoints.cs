using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringfence.Npgsql;

namespace Catalogue;

/// <summary>The children of an API. Their keys carry the tenant, so a child cannot point at another tenant's parent.</summary>
internal static class VersionEndpoints
{
    public static void MapVersions(this IEndpointRouteBuilder app)
    {
        var versions = app.MapGroup("/apis/{apiId:guid}").WithTags("versions").RequireAuthorization();
        versions.MapPost("/versions", AddAsync).WithSummary("Adds a version to an API.");
        versions.MapGet("/operations", ListAsync).WithSummary("The operations of all versions of an API.");
    }

    private static async Task<Created<ApiVersion>> AddAsync(
        Guid apiId,
        NewVersion added,
        TenantDataSource source,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            insert into api_versions (api_id, label) values (@apiId, @Label) returning id, api_id as apiId, label
            """;
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var command = new CommandDefinition(Sql, new { apiId, added.Label }, cancellationToken: cancellationToken);
        var version = await connection.QuerySingleAsync<ApiVersion>(command);
        return TypedResults.Created($"/apis/{apiId}/versions/{version.Id}", version);
    }

    private static async Task<Ok<IEnumerable<ApiOperation>>> ListAsync(
        Guid apiId,
        TenantDataSource source,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            select v.label, o.method, o.path
            from api_versions as v join api_operations as o on o.version_id = v.id
            where v.api_id = @apiId
            order by v.label, o.path, o.method
            """;
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var command = new CommandDefinition(Sql, new { apiId }, cancellationToken: cancellationToken);
        return TypedResults.Ok(await connection.QueryAsync<ApiOperation>(command));
    }
}
