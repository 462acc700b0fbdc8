using System.Data.Common;
using System.Runtime.CompilerServices;
using Npgsql;
using Ringfence.Npgsql.Telemetry;

namespace Ringfence.EntityFrameworkCore.Telemetry;

/// <summary>
/// What the commands of contexts take: told and charged as the data source's statements are, once each, and only where
/// the driver sent them.
/// </summary>
/// <remarks>Threads: any; one command is one thread's at a time.</remarks>
internal sealed class RunningCommands
{
    /// <summary>
    /// An interceptor that comes after ours may answer for the command, and nobody says so. The driver uses commands again,
    /// with their statements, and empties the texts of those when it sends them.
    /// </summary>
    private const string Unsent = "-- not sent";

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

        if (Statements(command) is [var former, ..])
        {
            former.CommandText = Unsent;
        }

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
        if (_running.Remove(command, out var running))
        {
            running.Statement?.Succeeded();
        }
    }

    public void Succeeded(DbCommand command) => End(command)?.Succeeded();

    public void Failed(DbCommand command, Exception e) => End(command)?.Failed(e);

    private static IReadOnlyList<NpgsqlBatchCommand> Statements(DbCommand command)
    {
#pragma warning disable CS0618 // Nothing else tells whether the driver has sent a command.
        return ((NpgsqlCommand)command).Statements;
#pragma warning restore CS0618
    }

    /// <summary>Null where nobody wants to know how long it takes, and where it was never sent.</summary>
    private RunningStatement? End(DbCommand command)
    {
        if (!_running.Remove(command, out var running))
        {
            return null;
        }

        if (Statements(command) is not [{ CommandText: not Unsent }, ..])
        {
            running.Statement?.NotSent();
            return null;
        }

        running.Binds?.Bound();
        return running.Statement;
    }
}
