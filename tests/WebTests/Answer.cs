using System.Net;
using System.Text.Json;

namespace WebTests;

/// <summary>A response, read to its end.</summary>
internal sealed record Answer(
    HttpStatusCode Status,
    string? ContentType,
    string? Challenge,
    string? RetryAfter,
    string Body
)
{
    /// <summary>The <c>code</c> of problem details; null where the body is none.</summary>
    public string? Code =>
        ContentType == "application/problem+json"
            ? JsonDocument.Parse(Body).RootElement.GetProperty("code").GetString()
            : null;

    public static async Task<Answer> ReadAsync(HttpResponseMessage response) =>
        new(
            response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.WwwAuthenticate.ToString(),
            response.Headers.RetryAfter?.ToString(),
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
}
