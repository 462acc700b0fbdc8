using Microsoft.Extensions.Logging;

namespace Ringfence;

internal static partial class Log
{
    [LoggerMessage(EventId = 101, Level = LogLevel.Error, Message = "The work for tenant {Tenant} failed")]
    public static partial void WorkFailed(this ILogger logger, TenantId tenant, Exception exception);

    [LoggerMessage(
        EventId = 102,
        Level = LogLevel.Warning,
        Message = "No work for tenant {Tenant}: refused with {Code}"
    )]
    public static partial void WorkRefused(this ILogger logger, TenantId tenant, string code);

    [LoggerMessage(
        EventId = 103,
        Level = LogLevel.Information,
        Message = "Of {Total} tenants' work {Succeeded} succeeded, {Failed} failed, {Refused} were refused,"
            + " {Interrupted} interrupted, {NotStarted} not started"
    )]
    public static partial void RunEnded(
        this ILogger logger,
        int total,
        int succeeded,
        int failed,
        int refused,
        int interrupted,
        int notStarted
    );

    [LoggerMessage(
        EventId = 104,
        Level = LogLevel.Warning,
        Message = "UNSAFE: tenants in message headers are not signed: whoever can write to the broker can be any tenant"
    )]
    public static partial void HeadersUnsigned(this ILogger logger);
}
