using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Ringfence.EntityFrameworkCore.Refusals;
using Ringfence.EntityFrameworkCore.Telemetry;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Sessions;
using Ringfence.Sql;

namespace Ringfence.EntityFrameworkCore.Binding;

/// <summary>
/// Puts the bind in front of each command's text, where it travels in the same flight and in the same transaction.
/// Migrations run unbound.
/// </summary>
/// <param name="source">Null for a context that only migrates: no other statement of it has a connection.</param>
internal sealed class CommandBinding(TenantDataSource? source) : DbCommandInterceptor
{
    private readonly RunningCommands _running = new();
    private readonly TransactionTexts _texts = new();

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result
    )
    {
        Bind(command, eventData, result.HasResult);
        return result;
    }

    public override InterceptionResult<object> ScalarExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<object> result
    )
    {
        Bind(command, eventData, result.HasResult);
        return result;
    }

    public override InterceptionResult<int> NonQueryExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result
    )
    {
        Bind(command, eventData, result.HasResult);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    ) => After(BindAsync(command, eventData, result.HasResult, cancellationToken), result);

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<object> result,
        CancellationToken cancellationToken = default
    ) => After(BindAsync(command, eventData, result.HasResult, cancellationToken), result);

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    ) => After(BindAsync(command, eventData, result.HasResult, cancellationToken), result);

    public override DbDataReader ReaderExecuted(
        DbCommand command,
        CommandExecutedEventData eventData,
        DbDataReader result
    )
    {
        Succeeded(command);
        _running.Read(command, result);
        return result;
    }

    public override object? ScalarExecuted(DbCommand command, CommandExecutedEventData eventData, object? result)
    {
        Succeeded(command);
        _running.Succeeded(command);
        return result;
    }

    public override int NonQueryExecuted(DbCommand command, CommandExecutedEventData eventData, int result)
    {
        Succeeded(command);
        _running.Succeeded(command);
        return result;
    }

    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        DbDataReader result,
        CancellationToken cancellationToken = default
    ) => ValueTask.FromResult(ReaderExecuted(command, eventData, result));

    public override ValueTask<object?> ScalarExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        object? result,
        CancellationToken cancellationToken = default
    ) => ValueTask.FromResult(ScalarExecuted(command, eventData, result));

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        int result,
        CancellationToken cancellationToken = default
    ) => ValueTask.FromResult(NonQueryExecuted(command, eventData, result));

    public override void CommandCanceled(DbCommand command, CommandEndEventData eventData)
    {
        _texts.Cancelled(command);
        _running.Failed(command, new OperationCanceledException());
    }

    public override Task CommandCanceledAsync(
        DbCommand command,
        CommandEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        CommandCanceled(command, eventData);
        return Task.CompletedTask;
    }

    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData)
    {
        if (Refused(command, eventData) is not { } refusal)
        {
            return;
        }

        if (Read(eventData) is { } connection)
        {
            command.Parameters.Clear();
            command.Dispose();
            connection.Close();
        }

        throw refusal;
    }

    public override async Task CommandFailedAsync(
        DbCommand command,
        CommandErrorEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        if (Refused(command, eventData) is not { } refusal)
        {
            return;
        }

        if (Read(eventData) is { } connection)
        {
            command.Parameters.Clear();
            await command.DisposeAsync().ConfigureAwait(false);
            await connection.CloseAsync().ConfigureAwait(false);
        }

        throw refusal;
    }

    public override InterceptionResult DataReaderDisposing(
        DbCommand command,
        DataReaderDisposingEventData eventData,
        InterceptionResult result
    )
    {
        _running.Disposed(command);
        return result;
    }

    private void Succeeded(DbCommand command)
    {
        _texts.Succeeded(command);
        if (
            source?.FindBinding((NpgsqlConnection)command.Connection!) is { MustClean: true } binding
            && BoundCommandText.HasCleaned(command)
        )
        {
            binding.Cleaned();
        }
    }

    /// <summary>Null where the server's error stays what it is.</summary>
    private RingfenceException? Refused(DbCommand command, CommandErrorEventData eventData)
    {
        // A migration has no tenant in scope, of which the refusals speak; its errors are the server's.
        if (eventData.CommandSource is CommandSource.Migrations)
        {
            return null;
        }

        var e = eventData.Exception as PostgresException;
        var refused = e is not null && Refusal.Is(e) ? Refusal.From(e) : null;
        _texts.Failed(command, eventData.Exception);
        _running.Failed(command, refused ?? eventData.Exception);

        // What SaveChanges sent is told by it, with the entries.
        if (e is null || eventData.CommandSource is CommandSource.SaveChanges)
        {
            return null;
        }

        RingfenceException? refusal = refused ?? RowRefusal.Find(eventData.Context?.Model, e) as RingfenceException;
        if (refusal is not null)
        {
            source?.Telemetry.Refused(refusal);
        }

        return refusal;
    }

    /// <summary>
    /// The connection that EF Core opened for a reader, and closes behind its interceptors: where one throws it is left
    /// open, and the command with it. Null for what it cleans up whatever happens, and for a connection that is not the
    /// context's own.
    /// </summary>
    private static IRelationalConnection? Read(CommandErrorEventData eventData) =>
        eventData.ExecuteMethod is DbCommandMethod.ExecuteReader
        && eventData.Context?.GetService<IRelationalConnection>() is { } connection
        && ReferenceEquals(connection.DbConnection, eventData.Connection)
            ? connection
            : null;

    /// <summary>
    /// Not a method that awaits, unless it must: what is ambient when it returns, a span, is the command's then.
    /// </summary>
    private static ValueTask<InterceptionResult<T>> After<T>(ValueTask bound, InterceptionResult<T> result)
    {
        return bound.IsCompletedSuccessfully ? ValueTask.FromResult(result) : AwaitAsync();

        async ValueTask<InterceptionResult<T>> AwaitAsync()
        {
            await bound.ConfigureAwait(false);
            return result;
        }
    }

    private void Bind(DbCommand command, CommandEventData eventData, bool isAnswered)
    {
        if (Prepare(command, eventData, isAnswered) is not var (binding, text, tenantId))
        {
            return;
        }

        if (tenantId is not null)
        {
            BoundCommandText.Put(command, text, binding, binding.Bind(tenantId));
        }
        else if (Outlived(command, binding, text) is { } lease)
        {
            lease.Suspend();
        }

        Start(command, binding, text, tenantId);
    }

    private ValueTask BindAsync(
        DbCommand command,
        CommandEventData eventData,
        bool isAnswered,
        CancellationToken cancellationToken
    )
    {
        if (Prepare(command, eventData, isAnswered) is not var (binding, text, tenantId))
        {
            return ValueTask.CompletedTask;
        }

        if (tenantId is null)
        {
            if (Outlived(command, binding, text) is { } lease)
            {
                return SuspendAsync(lease);
            }

            Start(command, binding, text, tenantId);
            return ValueTask.CompletedTask;
        }

        var bound = binding.BindAsync(tenantId, cancellationToken);
        if (bound.IsCompletedSuccessfully)
        {
            BoundCommandText.Put(command, text, binding, bound.Result);
            Start(command, binding, text, tenantId);
            return ValueTask.CompletedTask;
        }

        return AwaitAsync();

        async ValueTask AwaitAsync()
        {
            BoundCommandText.Put(command, text, binding, await bound.ConfigureAwait(false));
            Start(command, binding, text, tenantId);
        }

        async ValueTask SuspendAsync(PasswordLease lease)
        {
            await lease.SuspendAsync(cancellationToken).ConfigureAwait(false);
            Start(command, binding, text, tenantId);
        }
    }

    /// <summary>Once nothing of ours is in the way any more.</summary>
    private void Start(DbCommand command, ConnectionBinding binding, SqlText text, TenantId? tenantId)
    {
        _texts.Start(command, binding, text, tenantId);
        _running.Start(command, binding.Watch, tenantId is not null);
    }

    /// <summary>
    /// What runs outside a transaction block runs unbound, whoever the connection was used for last. Null where nobody is
    /// bound, and in a transaction, which stays as it is: the server refuses the text there.
    /// </summary>
    private static PasswordLease? Outlived(DbCommand command, ConnectionBinding binding, SqlText text) =>
        text.First is StatementKind.OutsideTransaction
        && command.Transaction is null
        && binding is { IsInTransaction: false, IsEnlisted: false, Lease.MayBeBound: true }
            ? binding.Lease
            : null;

    /// <summary>Null where the command is no concern of ours; a tenant that is null where it runs unbound.</summary>
    private (ConnectionBinding Binding, SqlText Text, TenantId? TenantId)? Prepare(
        DbCommand command,
        CommandEventData eventData,
        bool isAnswered
    )
    {
        if (isAnswered || eventData.CommandSource is CommandSource.Migrations)
        {
            return null;
        }

        var isRaw = eventData.CommandSource is not (CommandSource.LinqQuery or CommandSource.SaveChanges);
        var text = isRaw ? SqlText.Read(command.CommandText) : default;
        if (source?.FindBinding((NpgsqlConnection)command.Connection!) is not { } binding)
        {
            return IsOfEntityFramework(eventData) ? null : throw new ContextConnectionException();
        }

        if (IsOfEntityFramework(eventData) && TenantScope.Current is null)
        {
            return (binding, text, null);
        }

        if (EnlistedContext.Find(eventData.Context) is { } joined)
        {
            binding.Enlisted(joined);
        }

        if (text.NeedsNoTenant)
        {
            return (binding, text, null);
        }

        var tenantId = binding.Tenant(TransactionTenants.HasRun(command.Transaction));
        TransactionTenants.Check(command.Transaction, binding, tenantId);
        return (binding, text, tenantId);
    }

    /// <summary>Its own questions, such as whether the database has tables; a user's command has a source.</summary>
    private static bool IsOfEntityFramework(CommandEventData eventData) =>
        eventData.CommandSource == CommandSource.Unknown;
}
