using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Ringfence.AspNetCore.Refusals;

/// <summary>
/// Tells the caller of a gRPC method about a refusal: by a status in the headers of an empty response, or in the trailers
/// of one that has begun ("PROTOCOL-HTTP2", Responses).
/// </summary>
internal static class GrpcRefusal
{
    private const string Media = "application/grpc";
    private const int InvalidArgument = 3;
    private const int PermissionDenied = 7;
    private const int ResourceExhausted = 8;
    private const int Unauthenticated = 16;

    /// <summary>True for gRPC-Web as well.</summary>
    public static bool IsGrpc(HttpRequest request) =>
        request.ContentType is { } type
        && type.StartsWith(Media, StringComparison.OrdinalIgnoreCase)
        && (type.Length == Media.Length || type[Media.Length] is '+' or '-' or ';' or ' ');

    /// <summary>True while the response has trailers to come.</summary>
    public static bool HasTrailers(HttpContext context) =>
        IsGrpc(context.Request)
        && context.Features.Get<IHttpResponseTrailersFeature>() is { Trailers.IsReadOnly: false };

    public static void Write(HttpContext context, Refusal refusal)
    {
        var response = context.Response;
        if (!response.HasStarted)
        {
            response.StatusCode = StatusCodes.Status200OK;
            response.ContentType = context.Request.ContentType;
            Write(response.Headers, refusal);
        }
        else if (context.Features.Get<IHttpResponseTrailersFeature>() is { } feature)
        {
            Write(feature.Trailers, refusal);
        }
    }

    // The message is percent-encoded on the wire; ours hold printable ASCII and no percent sign, which stay as they are.
    private static void Write(IHeaderDictionary headers, Refusal refusal)
    {
        headers["grpc-status"] = Status(refusal).ToString(CultureInfo.InvariantCulture);
        headers["grpc-message"] = refusal.Detail;
        headers["ringfence-code"] = refusal.Code;
        if (refusal.RetrySeconds is { } seconds)
        {
            headers["grpc-retry-pushback-ms"] = (seconds * 1000).ToString(CultureInfo.InvariantCulture);
        }
    }

    private static int Status(Refusal refusal) =>
        refusal.Status switch
        {
            StatusCodes.Status400BadRequest => InvalidArgument,
            StatusCodes.Status401Unauthorized => Unauthenticated,
            StatusCodes.Status429TooManyRequests => ResourceExhausted,
            _ => PermissionDenied,
        };
}
