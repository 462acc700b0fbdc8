using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Ringfence;
using Ringfence.AspNetCore;
using Ringfence.Npgsql;

namespace Playground;

/// <summary>
/// WRONG ON PURPOSE: work that is started in a request and runs on when the request is over. Whose work is it then?
/// Nobody's: the request's scope has ended, for whatever captured it too.
/// </summary>
public sealed class LateReport(TenantDataSource source)
{
    public const string Path = "/unsafe/late-report";

    private readonly ConcurrentDictionary<Guid, Task<string>> _outcomes = new();

    /// <param name="app">The service, which has this class as a singleton.</param>
    /// <param name="count">A query that counts rows.</param>
    public static void Map(IEndpointRouteBuilder app, string count)
    {
        app.MapPost(
                Path,
                (HttpContext context, LateReport report) =>
                {
                    var id = report.Start(context.Response, count);
                    return TypedResults.Accepted($"{Path}/{id}");
                }
            )
            .RequireAuthorization()
            .WithTags("unsafe")
            .WithSummary("Starts a report that outlives its request. WRONG ON PURPOSE.");
        app.MapGet($"{Path}/{{id:guid}}", (Guid id, LateReport report) => report.TakeAsync(id))
            .RequireAuthorization()
            .WithoutTenant()
            .WithTags("unsafe")
            .WithSummary("What became of that report. Needs no tenant.");
    }

    private Guid Start(HttpResponse response, string count)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        response.OnCompleted(() =>
        {
            ended.SetResult();
            return Task.CompletedTask;
        });
        var id = Guid.NewGuid();
        _outcomes[id] = CountAsync(ended.Task, count);
        return id;
    }

    private async Task<Results<Ok<string>, NotFound>> TakeAsync(Guid id) =>
        _outcomes.TryRemove(id, out var outcome) ? TypedResults.Ok(await outcome) : TypedResults.NotFound();

    private async Task<string> CountAsync(Task requestEnded, string count)
    {
        await requestEnded;
        try
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = count;
            return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture) ?? "";
        }
        catch (RingfenceException e)
        {
            return $"{e.GetType().Name} {e.Code}";
        }
    }
}
