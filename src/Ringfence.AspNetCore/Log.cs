using Microsoft.Extensions.Logging;

namespace Ringfence.AspNetCore;

internal static partial class Log
{
    [LoggerMessage(EventId = 301, Level = LogLevel.Information, Message = "Request refused with {Code} at {Template}")]
    public static partial void RequestRefused(this ILogger logger, string code, string? template);

    [LoggerMessage(
        EventId = 302,
        Level = LogLevel.Information,
        Message = "Request for tenant {Tenant} refused with {Code} at {Template}"
    )]
    public static partial void TenantRefused(this ILogger logger, TenantId tenant, string code, string? template);
}
