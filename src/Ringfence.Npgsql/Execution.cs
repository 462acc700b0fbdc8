using System.Data;
using Npgsql;
using Ringfence.Npgsql.Sessions;

namespace Ringfence.Npgsql;

/// <summary>
/// One execution, ready to be sent: a batch with the bind in front, or a plain command where a batch cannot carry the
/// text. The contract's refusals come out of it as Ringfence's own exception.
/// </summary>
internal sealed class Execution
{
    private readonly NpgsqlBatch? _batch;
    private readonly NpgsqlCommand? _command;

    public Execution(NpgsqlBatch batch) => _batch = batch;

    public Execution(NpgsqlCommand command) => _command = command;

    /// <summary>Told when the server refused the statement: what it was to begin has not begun.</summary>
    public Action<PostgresException>? Failed { get; init; }

    public void Cancel()
    {
        _batch?.Cancel();
        _command?.Cancel();
    }

    public int ExecuteNonQuery()
    {
        try
        {
            return _batch is not null ? _batch.ExecuteNonQuery() : _command!.ExecuteNonQuery();
        }
        catch (PostgresException e) when (Refusal.Is(e))
        {
            throw Refusal.From(e);
        }
        catch (PostgresException e) when (Failed is not null)
        {
            Failed(e);
            throw;
        }
    }

    public async Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken)
    {
        try
        {
            return _batch is not null
                ? await _batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false)
                : await _command!.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (Refusal.Is(e))
        {
            throw Refusal.From(e);
        }
        catch (PostgresException e) when (Failed is not null)
        {
            Failed(e);
            throw;
        }
    }

    public object? ExecuteScalar()
    {
        try
        {
            return _batch is not null ? _batch.ExecuteScalar() : _command!.ExecuteScalar();
        }
        catch (PostgresException e) when (Refusal.Is(e))
        {
            throw Refusal.From(e);
        }
        catch (PostgresException e) when (Failed is not null)
        {
            Failed(e);
            throw;
        }
    }

    public async Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken)
    {
        try
        {
            return _batch is not null
                ? await _batch.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false)
                : await _command!.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (Refusal.Is(e))
        {
            throw Refusal.From(e);
        }
        catch (PostgresException e) when (Failed is not null)
        {
            Failed(e);
            throw;
        }
    }

    public NpgsqlDataReader ExecuteReader(CommandBehavior behavior)
    {
        try
        {
            return _batch is not null ? _batch.ExecuteReader(behavior) : _command!.ExecuteReader(behavior);
        }
        catch (PostgresException e) when (Refusal.Is(e))
        {
            throw Refusal.From(e);
        }
        catch (PostgresException e) when (Failed is not null)
        {
            Failed(e);
            throw;
        }
    }

    public async Task<NpgsqlDataReader> ExecuteReaderAsync(
        CommandBehavior behavior,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return _batch is not null
                ? await _batch.ExecuteReaderAsync(behavior, cancellationToken).ConfigureAwait(false)
                : await _command!.ExecuteReaderAsync(behavior, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (Refusal.Is(e))
        {
            throw Refusal.From(e);
        }
        catch (PostgresException e) when (Failed is not null)
        {
            Failed(e);
            throw;
        }
    }
}
