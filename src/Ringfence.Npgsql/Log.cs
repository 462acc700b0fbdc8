using Microsoft.Extensions.Logging;

namespace Ringfence.Npgsql;

internal static partial class Log
{
    [LoggerMessage(EventId = 201, Level = LogLevel.Warning, Message = "UNSAFE: connected as {Role} although {Dangers}")]
    public static partial void PrivilegedRoleAllowed(this ILogger logger, string role, string dangers);

    [LoggerMessage(
        EventId = 202,
        Level = LogLevel.Warning,
        Message = "The setting binding is in use: SQL injection in this service can become any tenant"
    )]
    public static partial void SettingBindingInUse(this ILogger logger);

    [LoggerMessage(
        EventId = 203,
        Level = LogLevel.Error,
        Message = "Tenant not unbound; connection {Pid} discarded, and the idle ones with it"
    )]
    public static partial void TenantNotUnbound(this ILogger logger, int pid, Exception exception);

    [LoggerMessage(EventId = 204, Level = LogLevel.Warning, Message = "UNSAFE: tokens serve on any server process")]
    public static partial void TokensForAnyBackend(this ILogger logger);

    [LoggerMessage(
        EventId = 205,
        Level = LogLevel.Warning,
        Message = "UNSAFE: prepared statements are kept: SQL injection in this service can become another tenant"
    )]
    public static partial void PreparedStatementsKept(this ILogger logger);

    [LoggerMessage(
        EventId = 206,
        Level = LogLevel.Warning,
        Message = "UNSAFE: the password binding may run behind a pooler"
    )]
    public static partial void PasswordBehindPooler(this ILogger logger);

    [LoggerMessage(
        EventId = 210,
        Level = LogLevel.Warning,
        Message = "UNSAFE: {Role} may create temporary tables, and {Cause}: SQL injected for one tenant can shadow a table"
            + " for the next"
    )]
    public static partial void TemporaryTablesKept(this ILogger logger, string role, string cause);
}
