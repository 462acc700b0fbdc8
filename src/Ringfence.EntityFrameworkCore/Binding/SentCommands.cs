using System.Data.Common;
using Npgsql;

namespace Ringfence.EntityFrameworkCore.Binding;

/// <summary>
/// Whether the driver sent a command: an interceptor that comes after ours may answer for it, and nobody says so. The
/// driver uses commands again, with their statements, and puts other texts into those when it sends them.
/// </summary>
internal static class SentCommands
{
    private const string Unsent = "-- not sent";

    /// <summary>Before it is sent.</summary>
    public static void Watch(DbCommand command)
    {
        if (Statements(command) is [var former, ..])
        {
            former.CommandText = Unsent;
        }
    }

    /// <summary>Whether it was sent since it is watched.</summary>
    public static bool WasSent(DbCommand command) => Statements(command) is [{ CommandText: not Unsent }, ..];

    private static IReadOnlyList<NpgsqlBatchCommand> Statements(DbCommand command)
    {
#pragma warning disable CS0618 // Nothing else tells whether the driver has sent a command.
        return ((NpgsqlCommand)command).Statements;
#pragma warning restore CS0618
    }
}
