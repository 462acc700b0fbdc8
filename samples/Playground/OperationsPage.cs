using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Ringfence.AspNetCore;

namespace Playground;

/// <summary>
/// The OpenAPI document for people: one page, without anything from elsewhere, that lists the operations and tries them.
/// </summary>
public static class OperationsPage
{
    private static readonly string Html = Read();

    /// <summary>
    /// Maps the page at <c>/</c>. Configured tokens (<c>Playground:Tokens:NAME</c>) are offered on it to anybody: that is
    /// for the demo, on the loopback address, and for nothing else.
    /// </summary>
    public static void MapOperationsPage(this IEndpointRouteBuilder app, IConfiguration configuration)
    {
        var tokens = configuration.GetSection("Playground:Tokens").GetChildren().ToDictionary(t => t.Key, t => t.Value);
        app.MapGet("/", () => TypedResults.Content(Html, "text/html; charset=utf-8"))
            .WithoutTenant()
            .ExcludeFromDescription();
        app.MapGet("/playground/tokens", () => tokens).WithoutTenant().ExcludeFromDescription();
    }

    private static string Read()
    {
        using var stream = typeof(OperationsPage).Assembly.GetManifestResourceStream("OperationsPage.html")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
