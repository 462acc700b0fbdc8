using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;

namespace Ringfence.EntityFrameworkCore.Binding;

/// <summary>Binds the commands of a context that has no interceptor of others, before they are sent.</summary>
internal sealed class BoundCommandLogger(
    ILoggerFactory loggerFactory,
    ILoggingOptions loggingOptions,
    DiagnosticSource diagnosticSource,
    LoggingDefinitions loggingDefinitions,
    IDbContextLogger contextLogger,
    IDbContextOptions contextOptions,
    IInterceptors interceptors
)
    : CommandOutcomes(
        loggerFactory,
        loggingOptions,
        diagnosticSource,
        loggingDefinitions,
        contextLogger,
        contextOptions,
        interceptors
    )
{
    public override InterceptionResult<DbDataReader> CommandReaderExecuting(
        IRelationalConnection connection,
        DbCommand command,
        string logCommandText,
        DbContext? context,
        Guid commandId,
        Guid connectionId,
        DateTimeOffset startTime,
        CommandSource commandSource
    )
    {
        var result = IsHeard
            ? base.CommandReaderExecuting(
                connection,
                command,
                logCommandText,
                context,
                commandId,
                connectionId,
                startTime,
                commandSource
            )
            : default;
        Binding?.Bind(command, connection, commandSource, isAnswered: false);

        return result;
    }

    public override InterceptionResult<object> CommandScalarExecuting(
        IRelationalConnection connection,
        DbCommand command,
        string logCommandText,
        DbContext? context,
        Guid commandId,
        Guid connectionId,
        DateTimeOffset startTime,
        CommandSource commandSource
    )
    {
        var result = IsHeard
            ? base.CommandScalarExecuting(
                connection,
                command,
                logCommandText,
                context,
                commandId,
                connectionId,
                startTime,
                commandSource
            )
            : default;
        Binding?.Bind(command, connection, commandSource, isAnswered: false);

        return result;
    }

    public override InterceptionResult<int> CommandNonQueryExecuting(
        IRelationalConnection connection,
        DbCommand command,
        string logCommandText,
        DbContext? context,
        Guid commandId,
        Guid connectionId,
        DateTimeOffset startTime,
        CommandSource commandSource
    )
    {
        var result = IsHeard
            ? base.CommandNonQueryExecuting(
                connection,
                command,
                logCommandText,
                context,
                commandId,
                connectionId,
                startTime,
                commandSource
            )
            : default;
        Binding?.Bind(command, connection, commandSource, isAnswered: false);

        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> CommandReaderExecutingAsync(
        IRelationalConnection connection,
        DbCommand command,
        string logCommandText,
        DbContext? context,
        Guid commandId,
        Guid connectionId,
        DateTimeOffset startTime,
        CommandSource commandSource,
        CancellationToken cancellationToken = default
    )
    {
        var told = IsHeard
            ? base.CommandReaderExecutingAsync(
                connection,
                command,
                logCommandText,
                context,
                commandId,
                connectionId,
                startTime,
                commandSource,
                cancellationToken
            )
            : default;
        return Binding?.BindAsync(command, connection, commandSource, Told(told), cancellationToken) ?? told;
    }

    public override ValueTask<InterceptionResult<object>> CommandScalarExecutingAsync(
        IRelationalConnection connection,
        DbCommand command,
        string logCommandText,
        DbContext? context,
        Guid commandId,
        Guid connectionId,
        DateTimeOffset startTime,
        CommandSource commandSource,
        CancellationToken cancellationToken = default
    )
    {
        var told = IsHeard
            ? base.CommandScalarExecutingAsync(
                connection,
                command,
                logCommandText,
                context,
                commandId,
                connectionId,
                startTime,
                commandSource,
                cancellationToken
            )
            : default;
        return Binding?.BindAsync(command, connection, commandSource, Told(told), cancellationToken) ?? told;
    }

    public override ValueTask<InterceptionResult<int>> CommandNonQueryExecutingAsync(
        IRelationalConnection connection,
        DbCommand command,
        string logCommandText,
        DbContext? context,
        Guid commandId,
        Guid connectionId,
        DateTimeOffset startTime,
        CommandSource commandSource,
        CancellationToken cancellationToken = default
    )
    {
        var told = IsHeard
            ? base.CommandNonQueryExecutingAsync(
                connection,
                command,
                logCommandText,
                context,
                commandId,
                connectionId,
                startTime,
                commandSource,
                cancellationToken
            )
            : default;
        return Binding?.BindAsync(command, connection, commandSource, Told(told), cancellationToken) ?? told;
    }

    /// <summary>Where no interceptor is asked, EF Core tells of the command at once.</summary>
    private static InterceptionResult<T> Told<T>(ValueTask<InterceptionResult<T>> told) =>
        told.IsCompletedSuccessfully ? told.Result : default;
}
