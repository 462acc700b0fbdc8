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
        EventId = 250,
        Level = LogLevel.Error,
        Message = "The reloaded options of data source '{Name}' are unusable and were ignored; the last good ones stay: {Reason}"
    )]
    public static partial void ReloadIgnored(this ILogger logger, string name, string reason);

    [LoggerMessage(
        EventId = 251,
        Level = LogLevel.Warning,
        Message = "The reloaded options of data source '{Name}' change {Properties}, which takes a restart: ignored"
    )]
    public static partial void ReloadNeedsRestart(this ILogger logger, string name, string properties);

    [LoggerMessage(
        EventId = 252,
        Level = LogLevel.Information,
        Message = "Data source '{Name}' goes on with reloaded {Properties}"
    )]
    public static partial void Reloaded(this ILogger logger, string name, string properties);

    [LoggerMessage(EventId = 253, Level = LogLevel.Error, Message = "Host {Host}, port {Port}, was refused: {Code}")]
    public static partial void HostRefused(this ILogger logger, string host, int port, string code);
}
