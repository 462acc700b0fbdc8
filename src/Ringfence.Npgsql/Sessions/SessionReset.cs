using System.Globalization;
using Npgsql;

namespace Ringfence.Npgsql.Sessions;

/// <summary>
/// The reset of a session, where the data source does it in the driver's stead: when the connection is rented, if an
/// earlier rent sent a text that may have left something.
/// </summary>
/// <remarks>
/// Not when it is given back: what is executed then takes the driver's only reader from whoever still holds it, whose late
/// word would reach the next renter's rows. And nobody can give a connection back past this.
/// </remarks>
internal static class SessionReset
{
    /// <summary>However long the service's own statements may take: whoever rents the connection waits for it.</summary>
    private const int Seconds = 10;

    /// <summary>First, and by itself: a setting that was left must not make the rest wait, or fail.</summary>
    private const string Settings = "reset all";

    private static readonly string Everything = SqlResource.Read(typeof(SessionReset), nameof(SessionReset));

    private static long Last;

    /// <summary>Takes away what is left in the session of a connection that was just opened.</summary>
    /// <param name="source">The connection's.</param>
    /// <param name="connection">Nobody has it but the caller.</param>
    /// <param name="isEnlisted">Whether it is in a transaction, whose rollback brings the settings back.</param>
    /// <returns>False where it failed: the physical connection is given up, and this one closed.</returns>
    public static bool Run(TenantDataSource source, NpgsqlConnection connection, bool isEnlisted)
    {
        if (Dirty(source, connection) is not { } session)
        {
            return true;
        }

        var processId = connection.ProcessID;
        try
        {
            using var batch = Batch(source, connection);
            batch.ExecuteNonQuery();
            SetReset(session, isEnlisted);
            return true;
        }
        // Whatever it is, nobody gets this session.
        catch (Exception e)
        {
            source.DiscardDirty(processId, e);
            connection.Close();
            if (isEnlisted)
            {
                throw; // The transaction has its connection, and no other.
            }

            return false;
        }
    }

    /// <inheritdoc cref="Run"/>
    public static async ValueTask<bool> RunAsync(TenantDataSource source, NpgsqlConnection connection, bool isEnlisted)
    {
        if (Dirty(source, connection) is not { } session)
        {
            return true;
        }

        var processId = connection.ProcessID;
        try
        {
            var batch = Batch(source, connection);
            await using var _ = batch.ConfigureAwait(false);
            await batch.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
            SetReset(session, isEnlisted);
            return true;
        }
        // As in Run.
        catch (Exception e)
        {
            source.DiscardDirty(processId, e);
            await connection.CloseAsync().ConfigureAwait(false);
            if (isEnlisted)
            {
                throw;
            }

            return false;
        }
    }

    private static PhysicalSession? Dirty(TenantDataSource source, NpgsqlConnection connection) =>
        source.Functions is not null && source.Session(connection) is { MustReset: true } session ? session : null;

    private static void SetReset(PhysicalSession session, bool isEnlisted)
    {
        if (!isEnlisted)
        {
            session.MustReset = false;
            session.KeepsSequences = false;
        }
    }

    /// <summary>In one flight, each statement in a transaction of its own.</summary>
    private static NpgsqlBatch Batch(TenantDataSource source, NpgsqlConnection connection)
    {
        var once = source.AutoPrepares ? Once() : "";
        return new(connection)
        {
            BatchCommands = { new(Settings + once), new(Everything + once) },
            EnableErrorBarriers = true,
            Timeout = Seconds,
        };
    }

    /// <summary>
    /// No text comes twice, so that the driver does not prepare it: in the place of a statement that is prepared SQL can
    /// put another.
    /// </summary>
    private static string Once() =>
        string.Create(CultureInfo.InvariantCulture, $" -- {Interlocked.Increment(ref Last)}");
}
