namespace Worker;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Summed up {Succeeded} of {Total} tenants")]
    public static partial void NightEnded(this ILogger logger, int succeeded, int total);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "Reminders of tenant {Tenant} failed")]
    public static partial void RemindersFailed(this ILogger logger, Ringfence.TenantId tenant, Exception exception);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "Message {Id} put aside")]
    public static partial void MessagePutAside(this ILogger logger, Guid id, Exception exception);

    [LoggerMessage(EventId = 4, Level = LogLevel.Error, Message = "Message {Id} failed; it comes again")]
    public static partial void MessageFailed(this ILogger logger, Guid id, Exception exception);
}
