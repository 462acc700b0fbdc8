using System.Diagnostics;

namespace Ringfence.Telemetry;

/// <summary>
/// Starts the spans. Each is null, and costs a look at a field, where nobody listens. None holds SQL, a parameter, a row
/// or a message of an exception, which may quote a row.
/// </summary>
internal static class Spans
{
    private static readonly ActivitySource Source = new(
        TelemetryNames.Source,
        typeof(Spans).Assembly.GetName().Version?.ToString(3)
    );

    public static bool AreHeard => Source.HasListeners();

    /// <summary>Not of kind client: the driver's span inside it is.</summary>
    public static Activity? StartStatement(ReadOnlySpan<KeyValuePair<string, object?>> tags, TenantId? tenantId) =>
        Tagged(Source.StartActivity(SpanNames.Statement), tags, tenantId);

    /// <summary>The run of a job for one tenant, until it is disposed.</summary>
    public static Activity? StartJob(TenantId tenantId) => Tagged(Source.StartActivity(SpanNames.Job), [], tenantId);

    /// <summary>A connection across tenants, until it is disposed. Its reason is in the database's log, not here.</summary>
    public static Activity? StartAdmin(ReadOnlySpan<KeyValuePair<string, object?>> tags, bool writes) =>
        Tagged(Source.StartActivity(SpanNames.Admin), tags, tenantId: null)?.SetTag(TagNames.Access, Access(writes));

    /// <summary>The value of <see cref="TagNames.Access"/>.</summary>
    public static string Access(bool writes) => writes ? "write" : "read";

    /// <summary>Ends the span as failed; the type alone is told.</summary>
    public static void Fail(Activity? activity, string errorType, string? sqlState = null) =>
        activity
            ?.SetTag(TagNames.ErrorType, errorType)
            .SetTag(TagNames.StatusCode, sqlState)
            .SetStatus(ActivityStatusCode.Error);

    /// <summary>Ends the span as failed by this exception, for a filter that lets it pass: false, always.</summary>
    public static bool Failed(Activity? activity, Exception exception)
    {
        Fail(activity, (exception as RingfenceException)?.Code ?? exception.GetType().FullName!);
        return false;
    }

    private static Activity? Tagged(
        Activity? activity,
        ReadOnlySpan<KeyValuePair<string, object?>> tags,
        TenantId? tenantId
    )
    {
        if (activity is not { IsAllDataRequested: true })
        {
            return activity;
        }

        foreach (var (name, value) in tags)
        {
            activity.SetTag(name, value);
        }

        return tenantId is null ? activity : activity.SetTag(TagNames.Tenant, tenantId.Value);
    }
}
