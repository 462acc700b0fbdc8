using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;

namespace Ringfence.Npgsql;

/// <summary>
/// The driver's batch command may be executed once only. Npgsql 10.0.0 keeps on it which prepared statement it was, and
/// on another connection, or with another text, runs what has that name there (npgsql#6432, mended in 10.0.2).
/// </summary>
internal static class DriverCommand
{
    private static readonly ConditionalWeakTable<NpgsqlBatchCommand, object> Ran = [];
    private static readonly object Marker = new();

    /// <summary>The command itself the first time, then a copy.</summary>
    public static NpgsqlBatchCommand Fresh(NpgsqlBatchCommand command) =>
        Ran.TryAdd(command, Marker) ? command : Copy(command);

    public static NpgsqlBatchCommand Copy(NpgsqlBatchCommand command)
    {
        var copy = new NpgsqlBatchCommand(command.CommandText)
        {
            CommandType = command.CommandType,
            AppendErrorBarrier = command.AppendErrorBarrier,
        };
        foreach (NpgsqlParameter parameter in command.Parameters)
        {
            copy.Parameters.Add(parameter.Clone());
        }

        return copy;
    }

    /// <summary>Gives the values to a copy; false where it has other parameters.</summary>
    public static bool TrySetValues(NpgsqlBatchCommand copy, NpgsqlBatchCommand command)
    {
        if (copy.Parameters.Count != command.Parameters.Count)
        {
            return false;
        }

        for (var i = 0; i < copy.Parameters.Count; i++)
        {
            var (to, from) = (copy.Parameters[i], command.Parameters[i]);
            if (to.ParameterName != from.ParameterName || to.GetType() != from.GetType())
            {
                return false;
            }

            to.Value = from.Value;
        }

        return true;
    }

    /// <summary>Takes what the server put out back from the copy that was executed.</summary>
    public static void TakeOutput(NpgsqlBatchCommand executed, NpgsqlBatchCommand command)
    {
        if (ReferenceEquals(executed, command) || executed.Parameters.Count != command.Parameters.Count)
        {
            return;
        }

        for (var i = 0; i < executed.Parameters.Count; i++)
        {
            if (executed.Parameters[i].Direction != ParameterDirection.Input)
            {
                command.Parameters[i].Value = executed.Parameters[i].Value;
            }
        }
    }
}
