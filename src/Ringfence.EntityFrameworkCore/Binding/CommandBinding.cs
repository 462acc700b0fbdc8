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
internal sealed class CommandBinding(TenantDataSource? source)
{
    private readonly RunningCommands _running = new();
    private readonly TransactionTexts _texts = new();

    /// <summary>The command is about to be sent.</summary>
    /// <param name="command">Gets the bind.</param>
    /// <param name="connection">Of its context, where it is executed; null for none.</param>
    /// <param name="commandSource">What made it.</param>
    /// <param name="isAnswered">Whether an interceptor answers instead of the server, and nothing is sent.</param>
    public void Bind(DbCommand command, IRelationalConnection? connection, CommandSource commandSource, bool isAnswered)
    {
        if (Prepare(command, connection, commandSource, isAnswered) is not var (binding, text, tenantId))
        {
            return;
        }

        if (tenantId is not null)
        {
            Put(command, connection, commandSource, binding, text, binding.Bind(tenantId));
        }
        else if (Outlived(command, binding, text) is { } lease)
        {
            lease.Suspend();
        }

        Start(command, binding, text, tenantId);
    }

    /// <inheritdoc cref="Bind"/>
    /// <remarks>
    /// Not a method that awaits, unless it must: what is ambient when it returns, a span, is the command's then. What
    /// awaits has its own method, since it allocates at once.
    /// </remarks>
    public ValueTask<InterceptionResult<T>> BindAsync<T>(
        DbCommand command,
        IRelationalConnection? connection,
        CommandSource commandSource,
        InterceptionResult<T> result,
        CancellationToken cancellationToken
    )
    {
        if (Prepare(command, connection, commandSource, result.HasResult) is not var (binding, text, tenantId))
        {
            return ValueTask.FromResult(result);
        }

        if (tenantId is not null)
        {
            var bound = binding.BindAsync(tenantId, cancellationToken);
            if (!bound.IsCompletedSuccessfully)
            {
                return BoundAsync(bound, command, connection, commandSource, binding, text, tenantId, result);
            }

            Put(command, connection, commandSource, binding, text, bound.Result);
        }
        else if (Outlived(command, binding, text) is { } lease)
        {
            return SuspendedAsync(lease, command, binding, text, result, cancellationToken);
        }

        Start(command, binding, text, tenantId);
        return ValueTask.FromResult(result);
    }

    /// <summary>It was answered, by this reader.</summary>
    public void Opened(DbCommand command, DbDataReader reader)
    {
        Succeeded(command);
        _running.Read(command, reader);
    }

    /// <summary>It was answered, and there is nothing to read.</summary>
    public void Answered(DbCommand command)
    {
        Succeeded(command);
        _running.Succeeded(command);
    }

    /// <summary>The caller gave it up.</summary>
    public void Cancelled(DbCommand command)
    {
        _texts.Cancelled(command);
        _running.Failed(command, new OperationCanceledException());
    }

    /// <summary>Its reader is disposed.</summary>
    public void Disposed(DbCommand command) => _running.Disposed(command);

    /// <summary>Throws what the server's error means to a caller, where that is more than it says.</summary>
    public void Failed(FailedCommand failed)
    {
        if (Refused(failed) is not { } refusal)
        {
            return;
        }

        if (Read(failed) is { } connection)
        {
            failed.Command.Parameters.Clear();
            failed.Command.Dispose();
            connection.Close();
        }

        throw refusal;
    }

    /// <inheritdoc cref="Failed"/>
    public async Task FailedAsync(FailedCommand failed)
    {
        if (Refused(failed) is not { } refusal)
        {
            return;
        }

        if (Read(failed) is { } connection)
        {
            failed.Command.Parameters.Clear();
            await failed.Command.DisposeAsync().ConfigureAwait(false);
            await connection.CloseAsync().ConfigureAwait(false);
        }

        throw refusal;
    }

    private async ValueTask<InterceptionResult<T>> BoundAsync<T>(
        ValueTask<string?> bound,
        DbCommand command,
        IRelationalConnection? connection,
        CommandSource commandSource,
        ConnectionBinding binding,
        SqlText text,
        TenantId tenantId,
        InterceptionResult<T> result
    )
    {
        Put(command, connection, commandSource, binding, text, await bound.ConfigureAwait(false));
        Start(command, binding, text, tenantId);
        return result;
    }

    private async ValueTask<InterceptionResult<T>> SuspendedAsync<T>(
        PasswordLease lease,
        DbCommand command,
        ConnectionBinding binding,
        SqlText text,
        InterceptionResult<T> result,
        CancellationToken cancellationToken
    )
    {
        await lease.SuspendAsync(cancellationToken).ConfigureAwait(false);
        Start(command, binding, text, tenantId: null);
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
    private RingfenceException? Refused(FailedCommand failed)
    {
        // A migration has no tenant in scope, of which the refusals speak; its errors are the server's.
        if (failed.Source is CommandSource.Migrations)
        {
            return null;
        }

        var e = failed.Exception as PostgresException;
        var refused = e is not null && Refusal.Is(e) ? Refusal.From(e) : null;
        _texts.Failed(failed.Command, failed.Exception);
        _running.Failed(failed.Command, refused ?? failed.Exception);

        // What SaveChanges sent is told by it, with the entries.
        if (e is null || failed.Source is CommandSource.SaveChanges)
        {
            return null;
        }

        RingfenceException? refusal = refused ?? RowRefusal.Find(failed.Context?.Model, e) as RingfenceException;
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
    private static IRelationalConnection? Read(FailedCommand failed) =>
        failed.Method is DbCommandMethod.ExecuteReader
        && failed.Context?.GetService<IRelationalConnection>() is { } connection
        && ReferenceEquals(connection.DbConnection, failed.Connection)
            ? connection
            : null;

    /// <summary>Only a query's text comes again: that of a save is written each time.</summary>
    private static void Put(
        DbCommand command,
        IRelationalConnection? connection,
        CommandSource commandSource,
        ConnectionBinding binding,
        SqlText text,
        string? argument
    ) =>
        BoundCommandText.Put(
            command,
            text,
            binding,
            argument,
            connection as BoundRelationalConnection,
            isQuery: commandSource is CommandSource.LinqQuery
        );

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
        IRelationalConnection? connection,
        CommandSource commandSource,
        bool isAnswered
    )
    {
        if (isAnswered || commandSource is CommandSource.Migrations)
        {
            return null;
        }

        var isRaw = commandSource is not (CommandSource.LinqQuery or CommandSource.SaveChanges);
        var text = isRaw ? SqlText.Read(command.CommandText) : default;
        if (source?.FindBinding((NpgsqlConnection)command.Connection!) is not { } binding)
        {
            return IsOfEntityFramework(commandSource) ? null : throw new ContextConnectionException();
        }

        if (IsOfEntityFramework(commandSource) && TenantScope.Current is null)
        {
            return (binding, text, null);
        }

        if (EnlistedContext.Find(connection) is { } joined)
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
    private static bool IsOfEntityFramework(CommandSource commandSource) => commandSource == CommandSource.Unknown;
}
