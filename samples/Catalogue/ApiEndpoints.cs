using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringfence.Npgsql;

namespace Catalogue;

/// <summary>APIs. Not one statement says whose rows it means: there is no <c>where tenant_id = …</c> to forget.</summary>
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

    private static async Task<Ok<IEnumerable<Api>>> ListAsync(
        TenantDataSource source,
        CancellationToken cancellationToken
    )
    {
        const string Sql = "select a.id, a.name, a.host from apis as a order by a.name";
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return TypedResults.Ok(
            await connection.QueryAsync<Api>(new CommandDefinition(Sql, cancellationToken: cancellationToken))
        );
    }

    private static async Task<Results<Ok<Api>, NotFound>> FindAsync(
        Guid id,
        TenantDataSource source,
        CancellationToken cancellationToken
    )
    {
        const string Sql = "select a.id, a.name, a.host from apis as a where a.id = @id";
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var command = new CommandDefinition(Sql, new { id }, cancellationToken: cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Api>(command) is { } api
            ? TypedResults.Ok(api)
            : TypedResults.NotFound();
    }

    private static async Task<Created<Api>> AddAsync(
        NewApi added,
        TenantDataSource source,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            insert into apis (tenant_id, name, host) values (coalesce(@TenantId, ringfence.tenant()), @Name, @Host)
            returning id, name, host
            """;
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var command = new CommandDefinition(Sql, added, cancellationToken: cancellationToken);
        var api = await connection.QuerySingleAsync<Api>(command);
        return TypedResults.Created($"/apis/{api.Id}", api);
    }

    private static async Task<Results<NoContent, NotFound>> ChangeAsync(
        Guid id,
        NewApi changed,
        TenantDataSource source,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            update apis as a set name = @Name, host = @Host, tenant_id = coalesce(@TenantId, a.tenant_id) where a.id = @id
            """;
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var values = new
        {
            id,
            changed.Name,
            changed.Host,
            changed.TenantId,
        };
        var command = new CommandDefinition(Sql, values, cancellationToken: cancellationToken);
        return await connection.ExecuteAsync(command) == 1 ? TypedResults.NoContent() : TypedResults.NotFound();
    }

    private static async Task<Results<NoContent, NotFound>> RemoveAsync(
        Guid id,
        TenantDataSource source,
        CancellationToken cancellationToken
    )
    {
        const string Sql = "delete from apis as a where a.id = @id";
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var command = new CommandDefinition(Sql, new { id }, cancellationToken: cancellationToken);
        return await connection.ExecuteAsync(command) == 1 ? TypedResults.NoContent() : TypedResults.NotFound();
    }

    private static async Task<Ok<Totals>> CountAsync(TenantDataSource source, CancellationToken cancellationToken)
    {
        const string Sql = """
            select (select count(*) from apis as a) as apis, (select count(*) from api_versions as v) as versions,
                (select count(*) from api_operations as o) as operations
            """;
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return TypedResults.Ok(
            await connection.QuerySingleAsync<Totals>(new CommandDefinition(Sql, cancellationToken: cancellationToken))
        );
    }
}
