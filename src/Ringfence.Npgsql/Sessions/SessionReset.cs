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
    /// <summary>Takes away what is left in the session of a connection that was just opened.</summary>
    /// <param name="source">The connection's.</param>
    /// <param name="connection">Nobody else uses it.</param>
    /// <param name="session">The connection's.</param>
    /// <param name="transaction">Of System.Transactions, that it was opened in.</param>
    /// <param name="putOff">
    /// What to send where somebody has it already, who put the reset off: then it runs in any case, and what makes it fail
    /// is thrown. Null where nobody has.
    /// </param>
    /// <returns>False where it failed: the physical connection is given up, and this one closed.</returns>
    public static bool Run(
        TenantDataSource source,
        NpgsqlConnection connection,
        PhysicalSession session,
        Transaction? transaction,
        ResetFlight? putOff = null
    )
    {
        var processId = connection.ProcessID;
        try
        {
            if (putOff is null && !session.Rent(transaction))
            {
                return true;
            }

            using var batch = (putOff ?? Flight(transaction)).Batch(source, connection);
            batch.ExecuteNonQuery();
            session.IsReset();
            return true;
        }
        // Whatever it is, nobody gets this session; but for who has it, and uses it twice at once: nothing was sent.
        catch (Exception e) when (putOff is null || e is not NpgsqlOperationInProgressException)
        {
            session.Enlist(null); // The transaction may give it out again: not without a reset.
            source.DiscardDirty(processId, e);
            connection.Close();
            if (transaction is not null || putOff is not null)
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
        ResetFlight? putOff = null
    )
    {
        var processId = connection.ProcessID;
        try
        {
            if (putOff is null && !session.Rent(transaction))
            {
                return true;
            }

            var batch = (putOff ?? Flight(transaction)).Batch(source, connection);
            await using var _ = batch.ConfigureAwait(false);
            await batch.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
            session.IsReset();
            return true;
        }
        // As in Run.
        catch (Exception e) when (putOff is null || e is not NpgsqlOperationInProgressException)
        {
            session.Enlist(null); // The transaction may give it out again: not without a reset.
            source.DiscardDirty(processId, e);
            await connection.CloseAsync().ConfigureAwait(false);
            if (transaction is not null || putOff is not null)
            {
                throw;
            }

            return false;
        }
    }

    private static ResetFlight Flight(Transaction? transaction) =>
        transaction is null ? ResetFlight.Alone : ResetFlight.Around(transaction.IsolationLevel);
}
