using System.Globalization;
using System.Transactions;
using Npgsql;

namespace Ringfence.Npgsql.Sessions;

/// <summary>
/// The reset of a session in a flight of its own, where the data source does it in the driver's stead: when the connection
/// is rented, if an earlier rent sent a text that may have left something, or as soon as somebody sends what cannot carry
/// the reset that travels with the bind.
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
    /// <param name="connection">Nobody else uses it.</param>
    /// <param name="session">The connection's.</param>
    /// <param name="transaction">Of System.Transactions, that it was opened in.</param>
    /// <param name="isRented">
    /// Whether somebody has it already, who put the reset off: then it runs in any case, and what makes it fail is thrown.
    /// </param>
    /// <returns>False where it failed: the physical connection is given up, and this one closed.</returns>
    public static bool Run(
        TenantDataSource source,
        NpgsqlConnection connection,
        PhysicalSession session,
        Transaction? transaction,
        bool isRented = false
    )
    {
        var processId = connection.ProcessID;
        try
        {
            if (!isRented && !session.Rent(transaction))
            {
                return true;
            }

            using var batch = Batch(source, connection, transaction);
            batch.ExecuteNonQuery();
            session.IsReset();
            return true;
        }
        // Whatever it is, nobody gets this session; but for who has it, and uses it twice at once: nothing was sent.
        catch (Exception e) when (!isRented || e is not NpgsqlOperationInProgressException)
        {
            session.Enlist(null); // The transaction may give it out again: not without a reset.
            source.DiscardDirty(processId, e);
            connection.Close();
            if (transaction is not null || isRented)
            {
                throw; // It has its connection, and no other.
            }

            return false;
        }
    }

    /// <inheritdoc cref="Run"/>
    public static async ValueTask<bool> RunAsync(
        TenantDataSource source,
        NpgsqlConnection connection,
        PhysicalSession session,
        Transaction? transaction,
        bool isRented = false
    )
    {
        var processId = connection.ProcessID;
        try
        {
            if (!isRented && !session.Rent(transaction))
            {
                return true;
            }

            var batch = Batch(source, connection, transaction);
            await using var _ = batch.ConfigureAwait(false);
            await batch.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
            session.IsReset();
            return true;
        }
        // As in Run.
        catch (Exception e) when (!isRented || e is not NpgsqlOperationInProgressException)
        {
            session.Enlist(null); // The transaction may give it out again: not without a reset.
            source.DiscardDirty(processId, e);
            await connection.CloseAsync().ConfigureAwait(false);
            if (transaction is not null || isRented)
            {
                throw;
            }

            return false;
        }
    }

    /// <summary>In one flight, each of the two in a transaction of its own.</summary>
    private static NpgsqlBatch Batch(TenantDataSource source, NpgsqlConnection connection, Transaction? transaction)
    {
        string[] texts = transaction is null ? [Settings, Everything] : Within(transaction);
        var once = source.AutoPrepares ? Once() : "";
        var batch = new NpgsqlBatch(connection) { EnableErrorBarriers = transaction is null, Timeout = Seconds };
        foreach (var text in texts)
        {
            batch.BatchCommands.Add(new(text + once));
        }

        return batch;
    }

    /// <summary>
    /// The driver's transaction began with the first of these statements. It is left and begun again around them: a
    /// rollback, or a text that says so, would bring back what is reset in it, and it began with the defaults that were
    /// left. Chaining fails where there is none to be left.
    /// </summary>
    private static string[] Within(Transaction transaction) =>
        [Settings, "commit and chain", "commit", "begin", Everything, "commit", Begin(transaction.IsolationLevel)];

    /// <summary>As the driver begins it.</summary>
    private static string Begin(IsolationLevel level) =>
        level switch
        {
            IsolationLevel.Serializable => "begin isolation level serializable",
            IsolationLevel.RepeatableRead or IsolationLevel.Snapshot => "begin isolation level repeatable read",
            IsolationLevel.ReadUncommitted => "begin isolation level read uncommitted",
            _ => "begin isolation level read committed",
        };

    /// <summary>
    /// No text comes twice, so that the driver does not prepare it: in the place of a statement that is prepared SQL can
    /// put another.
    /// </summary>
    private static string Once() =>
        string.Create(CultureInfo.InvariantCulture, $" -- {Interlocked.Increment(ref Last)}");
}
