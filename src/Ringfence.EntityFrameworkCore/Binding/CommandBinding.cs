using System.Data.Common;
using System.Transactions;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;
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
    private const string Parameter = "ringfence_bind";

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

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        await BindAsync(command, eventData, result.HasResult, cancellationToken).ConfigureAwait(false);
        return result;
    }

    public override async ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<object> result,
        CancellationToken cancellationToken = default
    )
    {
        await BindAsync(command, eventData, result.HasResult, cancellationToken).ConfigureAwait(false);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        await BindAsync(command, eventData, result.HasResult, cancellationToken).ConfigureAwait(false);
        return result;
    }

    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) =>
        Rethrow(eventData.Exception);

    public override Task CommandFailedAsync(
        DbCommand command,
        CommandErrorEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        Rethrow(eventData.Exception);
        return Task.CompletedTask;
    }

    private void Bind(DbCommand command, CommandEventData eventData, bool isAnswered)
    {
        if (Prepare(command, eventData, isAnswered) is var (binding, text, tenantId))
        {
            Put(command, text, binding.Bind(tenantId));
        }
    }

    private async ValueTask BindAsync(
        DbCommand command,
        CommandEventData eventData,
        bool isAnswered,
        CancellationToken cancellationToken
    )
    {
        if (Prepare(command, eventData, isAnswered) is var (binding, text, tenantId))
        {
            Put(command, text, await binding.BindAsync(tenantId, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>Null where the command runs unbound.</summary>
    private (ConnectionBinding Binding, SqlText Text, TenantId TenantId)? Prepare(
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
            return null;
        }

        if (Joined(eventData) is { } joined)
        {
            binding.Enlisted(joined);
        }

        if (text.EndsTransaction)
        {
            binding.TransactionEnded();
        }

        if (text.NeedsNoTenant)
        {
            return null;
        }

        var tenantId = binding.Tenant();
        TransactionTenants.Check(command.Transaction, binding, tenantId);
        if (text.BeginsTransaction)
        {
            binding.TransactionBegan(tenantId);
        }

        return (binding, text, tenantId);
    }

    /// <summary>The transaction that EF Core enlisted the connection in, perhaps after it was opened.</summary>
    private static Transaction? Joined(CommandEventData eventData) =>
        eventData.Context?.GetService<IDbContextTransactionManager>() is ITransactionEnlistmentManager manager
            ? manager.EnlistedTransaction ?? manager.CurrentAmbientTransaction
            : null;

    /// <summary>Its own questions, such as whether the database has tables; a user's command has a source.</summary>
    private static bool IsOfEntityFramework(CommandEventData eventData) =>
        eventData.CommandSource == CommandSource.Unknown;

    /// <summary>
    /// The value is an array of characters since EF Core, where it is told to log parameters, shows the first few of
    /// those only: a token must not stand in a log.
    /// </summary>
    private static void Put(DbCommand command, SqlText text, string? argument)
    {
        if (argument is null)
        {
            return;
        }

        // SQL that was injected into the text could name the parameter, and read the token; a parameter of the user's
        // that has the name, used or not, would be taken for the bind's.
        var isTaken =
            command.CommandText.Contains(Parameter, StringComparison.OrdinalIgnoreCase)
            || command.Parameters.Contains(Parameter);
        var name = isTaken ? BoundText.NewParameter() : Parameter;
        command.CommandText = text.Several
            ? BoundText.Of(command.CommandText, name)
            : $"call ringfence.bind(@{name});\n{command.CommandText}";
        command.Parameters.Add(
            new NpgsqlParameter<char[]>(name, NpgsqlDbType.Text) { TypedValue = argument.ToCharArray() }
        );
    }

    private static void Rethrow(Exception exception)
    {
        if (exception is PostgresException e && Refusal.Is(e))
        {
            throw Refusal.From(e);
        }
    }
}
