using System.Data.Common;
using System.Runtime.CompilerServices;
using Npgsql;
using Ringfence.EntityFrameworkCore.Binding;
using Ringfence.Npgsql.Telemetry;

namespace Ringfence.EntityFrameworkCore.Telemetry;

/// <summary>
/// What the commands of contexts take: told and charged as the data source's statements are, once each, and only where
/// the driver sent them.
/// </summary>
/// <remarks>Threads: any; one command is one thread's at a time.</remarks>
internal sealed class RunningCommands
{
    private readonly ConditionalWeakTable<DbCommand, RunningCommand> _running = [];

    /// <summary>The command is about to be sent.</summary>
    public void Start(DbCommand command, ConnectionWatch watch, bool isBound)
    {
        if (watch.Lowered(command.CommandTimeout) is { } seconds)
        {
            command.CommandTimeout = seconds;
        }

        var statement = watch.Start();
        var binds = isBound && watch.CountsBinds ? watch : null;
        if (statement is null && binds is null)
        {
            return;
        }

        SentCommands.Watch(command);
        _running.AddOrUpdate(command, new(statement, binds));
    }

    /// <summary>It goes on until the reader is closed, whoever closes it.</summary>
    public void Read(DbCommand command, DbDataReader reader)
    {
        if (End(command) is not { } statement)
        {
            return;
        }

        if (reader is NpgsqlDataReader own)
        {
            statement.ReadBy(own);
            return;
        }

        statement.GoOn();
        _running.AddOrUpdate(command, new(statement, Binds: null));
    }

    /// <summary>The reader was disposed that another interceptor put in the place of the driver's own.</summary>
    public void Disposed(DbCommand command)
    {
        if (Take(command) is { } running)
        {
            running.Statement?.Succeeded();
        }
    }

    public void Succeeded(DbCommand command) => End(command)?.Succeeded();

    public void Failed(DbCommand command, Exception e) => End(command)?.Failed(e);

    /// <summary>Null where nobody wants to know how long it takes, and where it was never sent.</summary>
    private RunningStatement? End(DbCommand command)
    {
        if (Take(command) is not { } running)
        {
            return null;
        }

        if (!SentCommands.WasSent(command))
        {
            running.Statement?.NotSent();
            return null;
        }

        running.Binds?.Bound();
        return running.Statement;
    }

    /// <summary>Each command of each context comes by here: to look takes no lock, to remove does.</summary>
    private RunningCommand? Take(DbCommand command) =>
        _running.TryGetValue(command, out var running) && _running.Remove(command) ? running : null;
}
