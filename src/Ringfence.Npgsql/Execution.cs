using System.Data;
using System.Runtime.InteropServices;
using Npgsql;
using Ringfence.Npgsql.Sessions;
using Ringfence.Npgsql.Telemetry;

namespace Ringfence.Npgsql;

/// <summary>
/// One execution, about to be sent: a batch with the bind in front, or a plain command where a batch cannot carry the
/// text. No object, since every command has one. <see cref="Executions"/> runs it.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Execution
{
    private readonly TenantConnection _connection;
    private readonly NpgsqlBatch? _batch;
    private readonly NpgsqlCommand? _command;
    private readonly KeptBatch? _kept;

    /// <param name="connection">Where it is sent.</param>
    /// <param name="batch">What is sent.</param>
    /// <param name="kept">Where the batch was taken, and goes back to; null for one of its own.</param>
    public Execution(TenantConnection connection, NpgsqlBatch batch, KeptBatch? kept = null)
    {
        _connection = connection;
        _batch = batch;
        _kept = kept;
    }

    public Execution(TenantConnection connection, NpgsqlCommand command)
    {
        _connection = connection;
        _command = command;
    }

    /// <summary>Whether <see cref="TenantDataSource.Clean"/> is executed with it.</summary>
    public bool Cleans { get; init; }

    /// <summary>The bind that resets the session; null where it is not to be reset.</summary>
    public NpgsqlBatchCommand? Reset { get; init; }

    /// <summary>Whether that begins a transaction again: on another connection, or one that was closed, it is another.</summary>
    public bool IsWithin { get; init; }

    /// <summary>Whether the transaction that the connection is in ends with it.</summary>
    public bool EndsTransaction { get; init; }

    /// <summary>Told when the server refused the statement: what it was to begin has not begun.</summary>
    public Action<PostgresException>? Refused { get; init; }

    /// <summary>Null where nobody wants to know how long it takes.</summary>
    private RunningStatement? Statement { get; init; }

    /// <summary>What <see cref="Cancel"/> takes.</summary>
    public object Running => _kept ?? (object?)_batch ?? _command!;

    /// <summary>Cancels what an execution had as its <see cref="Running"/>, if that is still this one's.</summary>
    public static void Cancel(object? running, object taker)
    {
        switch (running)
        {
            case KeptBatch kept:
                kept.Cancel(taker);
                break;
            case NpgsqlBatch batch:
                batch.Cancel();
                break;
            case NpgsqlCommand command:
                command.Cancel();
                break;
        }
    }

    /// <summary>
    /// With its time running, and its span the current one: for whoever sends it, in the method that does, since what an
    /// asynchronous method makes current ends with that.
    /// </summary>
    public Execution Started()
    {
        if (_batch is not null)
        {
            _batch.Timeout = _connection.Watch.Lowered(_batch.Timeout) ?? _batch.Timeout;
        }
        else
        {
            _command!.CommandTimeout = _connection.Watch.Lowered(_command.CommandTimeout) ?? _command.CommandTimeout;
        }

        return this with
        {
            Statement = _connection.Watch.Start(),
        };
    }

    public int NonQuery() => _batch is not null ? _batch.ExecuteNonQuery() : _command!.ExecuteNonQuery();

    public Task<int> NonQueryAsync(CancellationToken cancellationToken) =>
        _batch is not null
            ? _batch.ExecuteNonQueryAsync(cancellationToken)
            : _command!.ExecuteNonQueryAsync(cancellationToken);

    public object? Scalar() => _batch is not null ? _batch.ExecuteScalar() : _command!.ExecuteScalar();

    public Task<object?> ScalarAsync(CancellationToken cancellationToken) =>
        _batch is not null
            ? _batch.ExecuteScalarAsync(cancellationToken)
            : _command!.ExecuteScalarAsync(cancellationToken);

    public NpgsqlDataReader Reader(CommandBehavior behavior) =>
        _batch is not null ? _batch.ExecuteReader(behavior) : _command!.ExecuteReader(behavior);

    public Task<NpgsqlDataReader> ReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) =>
        _batch is not null
            ? _batch.ExecuteReaderAsync(behavior, cancellationToken)
            : _command!.ExecuteReaderAsync(behavior, cancellationToken);

    /// <summary>Once, at the end: the kept batch is another's from here on.</summary>
    public void Succeeded()
    {
        Answered();
        Statement?.Succeeded();
        _kept?.GiveBack();
    }

    /// <summary>Like <see cref="Succeeded"/>, where the answer is still to be read.</summary>
    public void ReadBy(NpgsqlDataReader reader)
    {
        Answered();
        Statement?.ReadBy(reader);
        _kept?.GiveBack();
    }

    private void Answered()
    {
        if (Cleans)
        {
            _connection.Cleaned();
        }

        if (Reset is not null)
        {
            _connection.RentReset!.Answered(Reset);
        }
    }

    /// <summary>
    /// Instead of the two: the contract's refusals become Ringfence's own exception, what is another goes on as it is.
    /// </summary>
    /// <returns>Whether it is to be begun and sent again, of which the server has executed nothing.</returns>
    public bool Fail(Exception e, CommandBehavior behavior = CommandBehavior.Default)
    {
        if (_connection is null)
        {
            return false; // It had not begun.
        }

        _kept?.GiveUp();
        var (isToBeSentAgain, told) = Reset is null
            ? default
            : _connection.RentReset!.Failed(
                Reset,
                e,
                behavior.HasFlag(CommandBehavior.CloseConnection),
                isOnce: HasStreams() || (IsWithin && behavior.HasFlag(CommandBehavior.CloseConnection))
            );
        if (isToBeSentAgain)
        {
            Statement?.Failed(e);
            return true;
        }

        if (e is PostgresException contracts && Refusal.Is(contracts))
        {
            var refusal = Refusal.From(contracts);
            Statement?.Failed(refusal);
            _connection.Watch.Refused(refusal);
            throw refusal;
        }

        Statement?.Failed(e);
        if (e is PostgresException refused)
        {
            Refused?.Invoke(refused);
        }

        return told is null ? false : throw told;
    }

    /// <summary>What was read from a stream cannot be sent again.</summary>
    private bool HasStreams() =>
        _batch!
            .BatchCommands.Cast<NpgsqlBatchCommand>()
            .Any(static command => command.Parameters.Any(static one => one.Value is Stream));
}
