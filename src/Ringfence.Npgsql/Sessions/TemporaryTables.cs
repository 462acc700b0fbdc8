using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ringfence.Npgsql.Sessions;

/// <summary>
/// Refuses sessions in which a temporary table, or a view, of one tenant's making would still be there for the next: by
/// its name it goes before the real table.
/// </summary>
internal static class TemporaryTables
{
    private const string NoPrivilege = "no";
    private const string Public = "public";

    /// <param name="connection">That was opened.</param>
    /// <param name="facts">What it answered.</param>
    /// <param name="resets">Who resets it.</param>
    /// <param name="logger">Hears of what is let through.</param>
    public static void Check(NpgsqlConnection connection, SessionFacts facts, WhoResets resets, ILogger logger)
    {
        if (facts.Temporary == NoPrivilege || Kept(connection, facts, resets) is not { } cause)
        {
            return;
        }

        if (facts.Temporary == Public)
        {
            throw new TemporaryTablesException(facts.Role, facts.Database, cause);
        }

        logger.TemporaryTablesKept(facts.Role, cause);
    }

    /// <summary>Why nothing clears the session between two tenants; null where something does.</summary>
    private static string? Kept(NpgsqlConnection connection, SessionFacts facts, WhoResets resets)
    {
        if (facts.ServerProcessId != connection.ProcessID)
        {
            return "a pooler stands before the server";
        }

        if (resets == WhoResets.SourceIfDirty)
        {
            return "a session is reset only after a text that may have left something in it";
        }

        if (resets == WhoResets.Source)
        {
            return null;
        }

        var settings = new NpgsqlConnectionStringBuilder(connection.ConnectionString);
        return settings is { NoResetOnClose: true, Pooling: true } ? "No Reset On Close is set" : null;
    }
}
