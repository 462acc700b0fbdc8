using Microsoft.Extensions.Logging;
using Ringfence.Npgsql.Admin;

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
        EventId = 220,
        Level = LogLevel.Information,
        Message = "Admin connection opened, {Access}, by {Who}: {Why} (admin_log {LogId})"
    )]
    public static partial void AdminOpened(
        this ILogger logger,
        long? logId,
        AdminAccess access,
        string who,
        string why
    );

    [LoggerMessage(
        EventId = 221,
        Level = LogLevel.Warning,
        Message = "Admin connection not opened, {Access}, asked for by {Who}"
    )]
    public static partial void AdminNotOpened(this ILogger logger, AdminAccess access, string who);

    [LoggerMessage(EventId = 222, Level = LogLevel.Warning, Message = "UNSAFE: any role may cross tenants")]
    public static partial void AdminRoleUnchecked(this ILogger logger);

    [LoggerMessage(
        EventId = 223,
        Level = LogLevel.Warning,
        Message = "UNSAFE: admin connections may run behind a pooler"
    )]
    public static partial void AdminBehindPooler(this ILogger logger);

    [LoggerMessage(
        EventId = 230,
        Level = LogLevel.Warning,
        Message = "Changes of tenants are not heard: the listening connection is lost, the next is tried in {Pause}"
    )]
    public static partial void TenantListenerLost(this ILogger logger, TimeSpan pause, Exception exception);

    [LoggerMessage(EventId = 231, Level = LogLevel.Information, Message = "Changes of tenants are heard")]
    public static partial void TenantListenerConnected(this ILogger logger);

    [LoggerMessage(
        EventId = 232,
        Level = LogLevel.Warning,
        Message = "Changes of tenants are not heard behind a pooler: what the registry says is kept for {Age} only. Set"
            + " ListenerConnectionString to the server's own"
    )]
    public static partial void TenantListenerBehindPooler(this ILogger logger, TimeSpan age);

    [LoggerMessage(EventId = 233, Level = LogLevel.Debug, Message = "A change of a tenant was heard")]
    public static partial void TenantChangeHeard(this ILogger logger);

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

    [LoggerMessage(
        EventId = 240,
        Level = LogLevel.Warning,
        Message = "Tenant {Tenant} has reached its limit of {Limit} and is refused; the next chance is in {RetryAfter}"
    )]
    public static partial void TenantLimited(this ILogger logger, TenantId tenant, string limit, TimeSpan retryAfter);

    [LoggerMessage(
        EventId = 210,
        Level = LogLevel.Warning,
        Message = "UNSAFE: {Role} may create temporary tables, and {Cause}: SQL injected for one tenant can shadow a table"
            + " for the next"
    )]
    public static partial void TemporaryTablesKept(this ILogger logger, string role, string cause);

    [LoggerMessage(
        EventId = 211,
        Level = LogLevel.Warning,
        Message = "UNSAFE: a session is reset only after a text that may have left something in it: what the database's own"
            + " views, triggers and functions leave stays for the next tenant"
    )]
    public static partial void SessionsResetIfDirty(this ILogger logger);

    [LoggerMessage(
        EventId = 212,
        Level = LogLevel.Warning,
        Message = "Session not reset; connection {Pid} discarded, and the idle ones with it"
    )]
    public static partial void SessionNotReset(this ILogger logger, int pid, Exception exception);

    [LoggerMessage(
        EventId = 213,
        Level = LogLevel.Warning,
        Message = "The reset within the bind was refused on connection {Pid}: {SqlState}; the session is reset by itself"
    )]
    public static partial void ResetWithBindRefused(this ILogger logger, int pid, string sqlState);
}
