using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Ringfence.AspNetCore.Refusals;

/// <summary>Tells the caller about a refusal: as problem details (RFC 9457), or as gRPC does.</summary>
internal static class RefusalResponse
{
    /// <summary>False once the response is on its way, but for the trailers of gRPC.</summary>
    public static bool CanWrite(HttpContext context) =>
        !context.Response.HasStarted || GrpcRefusal.HasTrailers(context);

    public static async Task WriteAsync(HttpContext context, Refusal refusal)
    {
        if (GrpcRefusal.IsGrpc(context.Request))
        {
            GrpcRefusal.Write(context, refusal);
            return;
        }

        if (refusal.Status == StatusCodes.Status401Unauthorized)
        {
            await ChallengeAsync(context).ConfigureAwait(false);
            if (IsAnswered(context.Response))
            {
                return;
            }
        }

        if (refusal.RetrySeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        // The result writes JSON by itself where the service's writers decline, for a caller that accepts HTML only.
        await TypedResults
            .Problem(
                refusal.Detail,
                statusCode: refusal.Status,
                extensions: [new KeyValuePair<string, object?>("code", refusal.Code)]
            )
            .ExecuteAsync(context)
            .ConfigureAwait(false);
    }

    // The scheme knows its own WWW-Authenticate header (RFC 9110, 15.5.2: a 401 must carry one).
    private static async Task ChallengeAsync(HttpContext context)
    {
        var schemes = context.RequestServices.GetService<IAuthenticationSchemeProvider>();
        if (
            schemes is not null
            && await schemes.GetDefaultChallengeSchemeAsync().ConfigureAwait(false) is { Name: var scheme }
        )
        {
            await context.ChallengeAsync(scheme).ConfigureAwait(false);
        }
    }

    // A scheme for browsers sends the caller to its login page: that answer stands.
    private static bool IsAnswered(HttpResponse response) =>
        response.HasStarted || response.StatusCode is >= 300 and < 400;
}
