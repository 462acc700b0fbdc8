using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Ringfence;
using Ringfence.Npgsql;

namespace Playground;

/// <summary>
/// INJECTABLE ON PURPOSE, so that the demo has something to attack. Never do this: what the caller sends becomes part
/// of the SQL text, every result set of it goes back, and so does every error of the database.
/// </summary>
public static class InjectableSearch
{
    public const string Path = "/unsafe/search";

    /// <param name="app">The service.</param>
    /// <param name="select">A query of two text columns that ends just before the text to search for.</param>
    public static void MapInjectableSearch(this IEndpointRouteBuilder app, string select) =>
        app.MapInjectableSearch(
            select,
            (services, sql, cancellationToken) =>
                ReadAsync(services.GetRequiredService<TenantDataSource>(), sql, cancellationToken)
        );

    /// <param name="app">The service.</param>
    /// <param name="select">A query of two text columns that ends just before the text to search for.</param>
    /// <param name="read">Runs the SQL with the request's services.</param>
    public static void MapInjectableSearch(
        this IEndpointRouteBuilder app,
        string select,
        Func<IServiceProvider, string, CancellationToken, IAsyncEnumerable<string?[]>> read
    ) =>
        app.MapGet(
                Path,
                (string name, HttpContext context) =>
                    // Here it is: the hole. A parameter would close it.
                    SearchAsync(
                        read(context.RequestServices, $"{select} ilike '%{name}%'", context.RequestAborted),
                        context.RequestAborted
                    )
            )
            .RequireAuthorization()
            .WithTags("unsafe")
            .WithSummary("Searches by name. INJECTABLE ON PURPOSE: the name goes into the SQL text as it is.");

    private static async Task<Results<Ok<List<string?[]>>, ProblemHttpResult>> SearchAsync(
        IAsyncEnumerable<string?[]> rows,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return TypedResults.Ok(await rows.ToListAsync(cancellationToken));
        }
        catch (PostgresException e)
        {
            return Tell(e);
        }
        catch (TenantRefusedException e) when (e.InnerException is PostgresException inner)
        {
            return Tell(inner);
        }
    }

    /// <summary>The rows of all result sets, one after the other: a stacked statement answers as well.</summary>
    private static async IAsyncEnumerable<string?[]> ReadAsync(
        TenantDataSource source,
        string sql,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        do
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                var row = new object[reader.FieldCount];
                reader.GetValues(row);
                yield return Array.ConvertAll(row, value => Convert.ToString(value, CultureInfo.InvariantCulture));
            }
        } while (await reader.NextResultAsync(cancellationToken));
    }

    private static ProblemHttpResult Tell(PostgresException e) =>
        TypedResults.Problem(
            e.MessageText,
            statusCode: StatusCodes.Status500InternalServerError,
            extensions: [new("sqlState", e.SqlState), new("reason", e.ConstraintName)]
        );
}
