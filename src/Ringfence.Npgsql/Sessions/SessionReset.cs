using System.Data;
using Npgsql;

namespace Ringfence.Npgsql.Sessions;

/// <summary>
/// The reset of one rented connection's session, where the data source does it in the driver's stead: before the
/// connection is given back, if a statement may have left something.
/// </summary>
internal sealed class SessionReset(TenantDataSource source, NpgsqlConnection connection, EnlistedTransaction enlisted)
{
    /// <summary>However long the service's own statements may take: whoever gives a connection back waits for it.</summary>
    private const int Seconds = 10;

    /// <summary>Outside a transaction: a rollback would undo it.</summary>
    private static readonly string Everything =
        $"rollback; {SqlResource.Read(typeof(SessionReset), nameof(SessionReset))}";

    private int _processId;

    /// <summary>Whether a statement may have left something.</summary>
    public bool IsDirty { get; private set; }

    /// <summary>A statement is about to be sent that may leave something.</summary>
    public void MayLeave()
    {
        IsDirty = true;
        _processId = connection.ProcessID;
    }

    /// <summary>The connection is gone.</summary>
    public void Forget() => IsDirty = false;

    /// <summary>
    /// The connection was given back past this, by hand or by a library: then it is given up, and every idle one with it.
    /// </summary>
    public void Abandon() =>
        source.DiscardDirty(_processId, new InvalidOperationException("The driver's connection was closed by hand."));

    /// <summary>Resets, or gives the connection up; whether the caller still waits makes no difference.</summary>
    public void Release()
    {
        if (!MustReset())
        {
            return;
        }

        try
        {
            using var command = Command();
            command.ExecuteNonQuery();
            IsDirty = false;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            GiveUp(e);
        }
    }

    /// <inheritdoc cref="Release"/>
    public async ValueTask ReleaseAsync()
    {
        if (!MustReset())
        {
            return;
        }

        try
        {
            var command = Command();
            await using var _ = command.ConfigureAwait(false);
            await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
            IsDirty = false;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            GiveUp(e);
        }
    }

    private bool MustReset()
    {
        if (!IsDirty || connection.State != ConnectionState.Open)
        {
            return false;
        }

        if (enlisted.Transaction is not null)
        {
            GiveUp(new InvalidOperationException("A rollback of the transaction would undo the reset."));
        }

        return IsDirty;
    }

    private void GiveUp(Exception cause)
    {
        IsDirty = false;
        source.DiscardDirty(_processId, cause);
    }

    private NpgsqlCommand Command() => new(Everything, connection) { CommandTimeout = Seconds };
}
