using System.Data.Common;
using System.Runtime.CompilerServices;
using Npgsql;
using Ringfence.Npgsql.Sessions;
using Ringfence.Sql;

namespace Ringfence.EntityFrameworkCore.Binding;

/// <summary>
/// Raw texts that begin or end a transaction: what they are about to begin has begun, until the server says otherwise,
/// and what they are about to end goes on until it has ended.
/// </summary>
/// <remarks>Threads: any; one command is one thread's at a time.</remarks>
internal sealed class TransactionTexts
{
    private readonly ConditionalWeakTable<DbCommand, Running> _running = [];

    /// <param name="command">What is about to be sent.</param>
    /// <param name="binding">Of its connection.</param>
    /// <param name="text">What it holds.</param>
    /// <param name="tenantId">The tenant; null for what needs none, and so begins nothing.</param>
    public void Start(DbCommand command, ConnectionBinding binding, SqlText text, TenantId? tenantId)
    {
        if (!text.BeginsTransaction && !text.EndsTransaction)
        {
            // EF Core uses commands again: what this one was for before is no concern of the text that it has now.
            Take(command);
            return;
        }

        SentCommands.Watch(command);
        _running.AddOrUpdate(command, new(binding, text, binding.IsInTransaction));
        if (text.BeginsTransaction && tenantId is not null)
        {
            binding.TransactionBegan(tenantId);
        }
    }

    public void Succeeded(DbCommand command)
    {
        if (Take(command) is not { } running)
        {
            return;
        }

        // Where another interceptor answered instead of the server, the transaction is as it was.
        var isOver = SentCommands.WasSent(command) ? running.Text.EndsTransaction : running.HasBegunOne;
        if (isOver)
        {
            running.Binding.TransactionEnded();
        }
    }

    /// <summary>
    /// Of several statements some may have run. A commit that the server refuses has rolled back, unless it did not
    /// understand the text; one that it never got has done nothing.
    /// </summary>
    public void Failed(DbCommand command, Exception exception)
    {
        if (Take(command) is not { Text.Several: false } running || exception is not PostgresException e)
        {
            return;
        }

        var isOver = running.Text.BeginsTransaction
            ? !running.WasInTransaction
            : e.SqlState != PostgresErrorCodes.SyntaxError;
        if (isOver)
        {
            running.Binding.TransactionEnded();
        }
    }

    /// <summary>Nobody knows how far it came: whatever was begun may go on.</summary>
    public void Cancelled(DbCommand command) => Take(command);

    /// <summary>Each command of each context comes by here: to look takes no lock, to remove does.</summary>
    private Running? Take(DbCommand command) =>
        _running.TryGetValue(command, out var running) && _running.Remove(command) ? running : null;

    private sealed record Running(ConnectionBinding Binding, SqlText Text, bool WasInTransaction)
    {
        public bool HasBegunOne => Text.BeginsTransaction && !WasInTransaction;
    }
}
