using Microsoft.Extensions.Logging;

namespace Ringfence.EntityFrameworkCore;

internal static partial class Log
{
    [LoggerMessage(
        EventId = 401,
        Level = LogLevel.Warning,
        Message = "UNSAFE: the model's keys do not carry the tenant: foreign keys may cross tenants, and cascades reach them"
    )]
    public static partial void KeysWithoutTenant(this ILogger logger);
}
