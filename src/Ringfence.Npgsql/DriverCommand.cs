using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;

namespace Ringfence.Npgsql;

/// <summary>
/// The driver's batch command may be executed once only where it leaves traces. Npgsql 10.0.0 keeps on it which prepared statement it was, and
/// on another connection, or with another text, runs what has that name there (npgsql#6432, mended in 10.0.2).
/// </summary>
internal static class DriverCommand
{
    private static readonly ConditionalWeakTable<NpgsqlBatchCommand, object> Traced = [];
    private static readonly object Mark = new();

    /// <summary>
    /// The command itself while that is without danger, since what the driver reports of it is on it; else a copy. A
    /// command that runs where statements are prepared, or with named parameters, which the driver adds to those of the
    /// time before, is itself the first time only.
    /// </summary>
    /// <param name="command">Nobody else executes it.</param>
    /// <param name="autoPrepares">Whether the driver may prepare it.</param>
    /// <param name="traces">What the times before have left on it; changed to what this one will.</param>
    public static NpgsqlBatchCommand Fresh(NpgsqlBatchCommand command, bool autoPrepares, ref DriverTraces traces)
    {
        // Of a stored procedure the driver adds the parameters to those of the time before: the call would get the old ones.
        var adds = HasNames(command) || command.CommandType == CommandType.StoredProcedure;
        var leaves = autoPrepares || adds ? DriverTraces.Left : DriverTraces.Harmless;
        var before = traces;
        traces = leaves > before ? leaves : before;
        return before == DriverTraces.Left || (before == DriverTraces.Harmless && leaves == DriverTraces.Left)
            ? Copy(command)
            : command;
    }

    /// <summary>Like the other, for a command that may have been executed elsewhere.</summary>
    /// <param name="command">Of a batch.</param>
    /// <param name="autoPrepares">Whether the driver may prepare it.</param>
    /// <param name="mayHaveFailed">Whether it may have been executed before without an answer.</param>
    public static NpgsqlBatchCommand Fresh(NpgsqlBatchCommand command, bool autoPrepares, bool mayHaveFailed)
    {
        var ran = command.StatementType != global::Npgsql.StatementType.Unknown || mayHaveFailed; // Every answer has a type.
        var traces =
            Traced.TryGetValue(command, out _) ? DriverTraces.Left
            : ran ? DriverTraces.Harmless
            : DriverTraces.None;
        var fresh = Fresh(command, autoPrepares, ref traces);
        if (traces == DriverTraces.Left)
        {
            Traced.TryAdd(command, Mark);
        }

        return fresh;
    }

    /// <summary>Whether the parameters have names; the driver does not take some with and some without.</summary>
    public static bool HasNames(NpgsqlBatchCommand command) =>
        command.Parameters.Count > 0 && command.Parameters[0].ParameterName.Length > 0;

    /// <summary>Whether they have none.</summary>
    public static bool HasPositions(NpgsqlBatchCommand command) =>
        command.Parameters.Count > 0 && command.Parameters[0].ParameterName.Length == 0;

    public static NpgsqlBatchCommand Copy(NpgsqlBatchCommand command, string? text = null)
    {
        var copy = new NpgsqlBatchCommand(text ?? command.CommandText)
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
