using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace Catalogue;

/// <summary>What the database refuses is the caller's mistake: it gets an answer, not a stack trace.</summary>
internal sealed class DatabaseRefusals : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        var problem = (exception as PostgresException)?.SqlState switch
        {
            // "new row violates row-level security policy": a row for another tenant.
            PostgresErrorCodes.InsufficientPrivilege => TypedResults.Problem(
                "The row is not the caller's to write.",
                statusCode: StatusCodes.Status403Forbidden
            ),
            // The key carries the tenant, so another tenant's parent does not exist.
            PostgresErrorCodes.ForeignKeyViolation => TypedResults.Problem(
                "There is no such parent.",
                statusCode: StatusCodes.Status404NotFound
            ),
            PostgresErrorCodes.UniqueViolation => TypedResults.Problem(
                "There is one of that name.",
                statusCode: StatusCodes.Status409Conflict
            ),
            _ => null,
        };
        if (problem is null)
        {
            return false;
        }

        await problem.ExecuteAsync(httpContext);
        return true;
    }
}
