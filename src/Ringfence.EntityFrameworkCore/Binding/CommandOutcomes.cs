using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;

namespace Ringfence.EntityFrameworkCore.Binding;

/// <summary>
/// Hears what became of the commands of a context. To an interceptor EF Core tells the same, and of each command seven
/// things more that a bind does not need, each in an object of its own: half of what a bound query would allocate. So
/// where ours is the only one, EF Core is told that there is none, and asked here.
/// </summary>
internal abstract class CommandOutcomes(
    ILoggerFactory loggerFactory,
    ILoggingOptions loggingOptions,
    DiagnosticSource diagnosticSource,
    LoggingDefinitions loggingDefinitions,
    IDbContextLogger contextLogger,
    IDbContextOptions contextOptions,
    IInterceptors interceptors
)
    : RelationalCommandDiagnosticsLogger(
        loggerFactory,
        loggingOptions,
        diagnosticSource,
        loggingDefinitions,
        contextLogger,
        contextOptions,
        interceptors
    )
{
    private readonly CommandBinding _binding = contextOptions.FindExtension<RingfenceOptionsExtension>()!.Commands;
    private bool? _isAlone;

    /// <summary>None where ours is the only one: it is not asked then.</summary>
    public override IInterceptors? Interceptors => IsAlone ? null : base.Interceptors;

    /// <summary>Null where the interceptors are asked, and ours with them.</summary>
    protected CommandBinding? Binding => IsAlone ? _binding : null;

    /// <summary>Whether ours is the only interceptor of commands. EF Core does not know them before it needs them.</summary>
    private bool IsAlone => _isAlone ??= base.Interceptors?.Aggregate<IDbCommandInterceptor>() is null or CommandEvents;

    /// <summary>Whether somebody may listen to the command that is about to be executed, or is being executed.</summary>
    protected bool IsHeard { get; private set; }

    public override bool ShouldLogCommandExecute(DateTimeOffset now)
    {
        IsHeard = base.ShouldLogCommandExecute(now);
        return IsHeard || IsAlone;
    }

    public override DbDataReader CommandReaderExecuted(
        IRelationalConnection connection,
        DbCommand command,
        string logCommandText,
        DbContext? context,
        Guid commandId,
        Guid connectionId,
        DbDataReader methodResult,
        DateTimeOffset startTime,
        TimeSpan duration,
        CommandSource commandSource
    )
    {
        var result = IsHeard
            ? base.CommandReaderExecuted(
                connection,
                command,
                logCommandText,
                context,
                commandId,
                connectionId,
                methodResult,
                startTime,
                duration,
                commandSource
            )
            : methodResult;
        Binding?.Opened(command, result);

        return result;
    }

    public override object? CommandScalarExecuted(
        IRelationalConnection connection,
        DbCommand command,
        string logCommandText,
        DbContext? context,
        Guid commandId,
        Guid connectionId,
        object? methodResult,
        DateTimeOffset startTime,
        TimeSpan duration,
        CommandSource commandSource
    )
    {
        var result = IsHeard
            ? base.CommandScalarExecuted(
                connection,
                command,
                logCommandText,
                context,
                commandId,
                connectionId,
                methodResult,
                startTime,
                duration,
                commandSource
            )
            : methodResult;
        Binding?.Answered(command);

        return result;
    }

    public override int CommandNonQueryExecuted(
        IRelationalConnection connection,
        DbCommand command,
        string logCommandText,
        DbContext? context,
        Guid commandId,
        Guid connectionId,
        int methodResult,
        DateTimeOffset startTime,
        TimeSpan duration,
        CommandSource commandSource
    )
    {
        var result = IsHeard
            ? base.CommandNonQueryExecuted(
                connection,
                command,
                logCommandText,
                context,
                commandId,
                connectionId,
                methodResult,
                startTime,
                duration,
                commandSource
            )
            : methodResult;
        Binding?.Answered(command);

        return result;
    }

    public override ValueTask<DbDataReader> CommandReaderExecutedAsync(
        IRelationalConnection connection,
        DbCommand command,
        string logCommandText,
        DbContext? context,
        Guid commandId,
        Guid connectionId,
        DbDataReader methodResult,
        DateTimeOffset startTime,
        TimeSpan duration,
        CommandSource commandSource,
        CancellationToken cancellationToken = default
    )
    {
        var result = IsHeard
            ? base.CommandReaderExecutedAsync(
                connection,
                command,
                logCommandText,
                context,
                commandId,
                connectionId,
                methodResult,
                startTime,
                duration,
                commandSource,
                cancellationToken
            )
            : ValueTask.FromResult(methodResult);
        Binding?.Opened(command, methodResult);

        return result;
    }

    public override ValueTask<object?> CommandScalarExecutedAsync(
        IRelationalConnection connection,
        DbCommand command,
        string logCommandText,
        DbContext? context,
        Guid commandId,
        Guid connectionId,
        object? methodResult,
        DateTimeOffset startTime,
        TimeSpan duration,
        CommandSource commandSource,
        CancellationToken cancellationToken = default
    )
    {
        var result = IsHeard
            ? base.CommandScalarExecutedAsync(
                connection,
                command,
                logCommandText,
                context,
                commandId,
                connectionId,
                methodResult,
                startTime,
                duration,
                commandSource,
                cancellationToken
            )
            : ValueTask.FromResult(methodResult);
        Binding?.Answered(command);

        return result;
    }

    public override ValueTask<int> CommandNonQueryExecutedAsync(
        IRelationalConnection connection,
        DbCommand command,
        string logCommandText,
        DbContext? context,
        Guid commandId,
        Guid connectionId,
        int methodResult,
        DateTimeOffset startTime,
        TimeSpan duration,
        CommandSource commandSource,
        CancellationToken cancellationToken = default
    )
    {
        var result = IsHeard
            ? base.CommandNonQueryExecutedAsync(
                connection,
                command,
                logCommandText,
                context,
                commandId,
                connectionId,
                methodResult,
                startTime,
                duration,
                commandSource,
                cancellationToken
            )
            : ValueTask.FromResult(methodResult);
        Binding?.Answered(command);

        return result;
    }

    public override void CommandError(
        IRelationalConnection connection,
        DbCommand command,
        string logCommandText,
        DbContext? context,
        DbCommandMethod executeMethod,
        Guid commandId,
        Guid connectionId,
        Exception exception,
        DateTimeOffset startTime,
        TimeSpan duration,
        CommandSource commandSource
    )
    {
        base.CommandError(
            connection,
            command,
            logCommandText,
            context,
            executeMethod,
            commandId,
            connectionId,
            exception,
            startTime,
            duration,
            commandSource
        );
        Binding?.Failed(new(command, connection.DbConnection, context, commandSource, executeMethod, exception));
    }

    public override async Task CommandErrorAsync(
        IRelationalConnection connection,
        DbCommand command,
        string logCommandText,
        DbContext? context,
        DbCommandMethod executeMethod,
        Guid commandId,
        Guid connectionId,
        Exception exception,
        DateTimeOffset startTime,
        TimeSpan duration,
        CommandSource commandSource,
        CancellationToken cancellationToken = default
    )
    {
        await base.CommandErrorAsync(
                connection,
                command,
                logCommandText,
                context,
                executeMethod,
                commandId,
                connectionId,
                exception,
                startTime,
                duration,
                commandSource,
                cancellationToken
            )
            .ConfigureAwait(false);
        await (
            Binding?.FailedAsync(
                new(command, connection.DbConnection, context, commandSource, executeMethod, exception)
            ) ?? Task.CompletedTask
        ).ConfigureAwait(false);
    }

    public override void CommandCanceled(
        IRelationalConnection connection,
        DbCommand command,
        string logCommandText,
        DbContext? context,
        DbCommandMethod executeMethod,
        Guid commandId,
        Guid connectionId,
        DateTimeOffset startTime,
        TimeSpan duration,
        CommandSource commandSource
    )
    {
        base.CommandCanceled(
            connection,
            command,
            logCommandText,
            context,
            executeMethod,
            commandId,
            connectionId,
            startTime,
            duration,
            commandSource
        );
        Binding?.Cancelled(command);
    }

    public override async Task CommandCanceledAsync(
        IRelationalConnection connection,
        DbCommand command,
        string logCommandText,
        DbContext? context,
        DbCommandMethod executeMethod,
        Guid commandId,
        Guid connectionId,
        DateTimeOffset startTime,
        TimeSpan duration,
        CommandSource commandSource,
        CancellationToken cancellationToken = default
    )
    {
        await base.CommandCanceledAsync(
                connection,
                command,
                logCommandText,
                context,
                executeMethod,
                commandId,
                connectionId,
                startTime,
                duration,
                commandSource,
                cancellationToken
            )
            .ConfigureAwait(false);
        Binding?.Cancelled(command);
    }
}
