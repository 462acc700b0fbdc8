using System.Data;
using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Ringfence.Npgsql.Sessions;

/// <summary>
/// The batch and the bind that the statements of one physical connection travel in, one after the other: the driver's
/// objects for them are most of what a statement would allocate. Of this physical connection only, since the driver
/// remembers on a bind what was prepared for it (npgsql#6432).
/// </summary>
/// <remarks>
/// Whoever takes it has it alone, until it is given back. A reader goes on reading the batch after that, so nobody takes
/// it while the connection is busy. What is refused here travels in a batch of its own. Threads: any.
/// </remarks>
internal sealed class KeptBatch
{
    /// <summary>A batch of more is given up afterwards, so that its length is not kept.</summary>
    private const int MostCommands = 16;

    private NpgsqlBatch? _batch;
    private NpgsqlBatchCommand? _clean;
    private NpgsqlBatchCommand? _bind;
    private string? _call;
    private NpgsqlParameter<string>? _argument;
    private object? _taker;
    private int _isTaken;

    /// <summary>The data source's <see cref="TenantDataSource.Clean"/>, for whoever has taken it.</summary>
    public NpgsqlBatchCommand Clean(string text) => _clean ??= new(text);

    /// <summary>How many commands are in it.</summary>
    public int Commands => _batch?.BatchCommands.Count ?? 0;

    /// <summary>What the bind took last; null where that is forgotten.</summary>
    public string? Argument => _argument?.TypedValue;

    /// <summary>Whose statements it carried last; null where that is forgotten.</summary>
    public object? Taker => Volatile.Read(ref _taker);

    /// <summary>The batch, empty, and the bind: with nothing in them of whoever had them before.</summary>
    /// <param name="connection">An open connection, which has this physical one.</param>
    /// <param name="taker">Who may cancel it.</param>
    /// <param name="argument">What the bind takes; null for no bind.</param>
    /// <param name="call">The bind's text.</param>
    /// <param name="keepsBind">Whether the bind may be the one of before; else only its parameter is.</param>
    /// <param name="batch">What statements are added to.</param>
    /// <param name="bind">Null for none.</param>
    /// <returns>False where it is in use.</returns>
    public bool TryTake(
        NpgsqlConnection connection,
        object taker,
        string? argument,
        string call,
        bool keepsBind,
        [NotNullWhen(true)] out NpgsqlBatch? batch,
        out NpgsqlBatchCommand? bind
    )
    {
        (batch, bind) = (null, null);
        if (!TryTake())
        {
            return false;
        }

        // An open reader has the list of commands, and the driver refuses a second statement only after it was changed.
        if (connection.FullState != ConnectionState.Open)
        {
            GiveBack();
            return false;
        }

        batch = _batch ??= new();
        batch.BatchCommands.Clear();
        batch.Connection = connection;
        if (argument is not null)
        {
            _argument ??= new();
            _argument.TypedValue = argument;
            if (!keepsBind || !ReferenceEquals(call, _call))
            {
                _bind?.Parameters.Clear();
                _bind = null;
            }

            _call = call;
            bind = _bind ??= BoundBatch.Bind(_argument, call);
        }

        Volatile.Write(ref _taker, taker);
        return true;
    }

    /// <summary>The statements were sent and answered, or a reader goes on to read the answers.</summary>
    public void GiveBack() => Volatile.Write(ref _isTaken, 0);

    /// <summary>Something failed: who knows what still refers to these objects, an error does. Others are made.</summary>
    public void GiveUp()
    {
        (_batch, _clean, _bind, _argument) = (null, null, null, null);
        Volatile.Write(ref _taker, null);
        GiveBack();
    }

    /// <summary>Cancels what this taker has running; nothing where another has taken the batch since.</summary>
    public void Cancel(object taker)
    {
        var batch = _batch;
        if (ReferenceEquals(Volatile.Read(ref _taker), taker))
        {
            batch?.Cancel();
        }
    }

    /// <summary>
    /// The connection was closed: its statements, their parameters and the argument are not kept for the next one. The
    /// driver gives the physical connection back before it says so, and the next one may have taken this already.
    /// </summary>
    public void Forget(NpgsqlConnection connection)
    {
        if (!TryTake())
        {
            return;
        }

        if (!ReferenceEquals(_batch?.Connection, connection))
        {
            GiveBack();
            return;
        }

        if (_batch.BatchCommands.Count > MostCommands || connection.FullState != ConnectionState.Closed)
        {
            GiveUp();
            return;
        }

        _batch.BatchCommands.Clear();
        _batch.Connection = null;
        _argument?.TypedValue = null;
        Volatile.Write(ref _taker, null);
        GiveBack();
    }

    private bool TryTake() => Interlocked.CompareExchange(ref _isTaken, 1, 0) == 0;
}
