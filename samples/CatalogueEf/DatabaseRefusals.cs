using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Ringfence;

namespace CatalogueEf;

/// <summary>What the database refuses is the caller's mistake: it gets an answer, not a stack trace.</summary>
internal sealed class DatabaseRefusals : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        if (Problem(exception) is not { } problem)
        {
            return false;
        }

        await problem.ExecuteAsync(httpContext);
        return true;
    }

    private static ProblemHttpResult? Problem(Exception exception) =>
        exception switch
        {
            // A row for another tenant, whether the client or the policy noticed.
            RingfenceException => TypedResults.Problem(
                "The row is not the caller's to write.",
                statusCode: StatusCodes.Status403Forbidden
            ),
            // The key carries the tenant, so another tenant's parent does not exist.
            DbUpdateException
            {
                InnerException: PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation }
            } => TypedResults.Problem("There is no such parent.", statusCode: StatusCodes.Status404NotFound),
            DbUpdateException { InnerException: PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } } =>
                TypedResults.Problem("There is one of that name.", statusCode: StatusCodes.Status409Conflict),
            _ => null,
        };
}
