using System.Data;
using Npgsql;
using Ringfence.Npgsql.Sessions;
using Ringfence.Npgsql.Telemetry;

namespace Ringfence.Npgsql;

/// <summary>
/// One execution, ready to be sent: a batch with the bind in front, or a plain command where a batch cannot carry the
/// text. The contract's refusals come out of it as Ringfence's own exception.
/// </summary>
internal sealed class Execution
{
    private readonly TenantConnection _connection;
    private readonly NpgsqlBatch? _batch;
    private readonly NpgsqlCommand? _command;

    public Execution(TenantConnection connection, NpgsqlBatch batch)
    {
        _connection = connection;
        _batch = batch;
    }

    public Execution(TenantConnection connection, NpgsqlCommand command)
    {
        _connection = connection;
        _command = command;
    }

    /// <summary>Told when the server refused the statement: what it was to begin has not begun.</summary>
    public Action<PostgresException>? Failed { get; init; }

    public void Cancel()
    {
        _batch?.Cancel();
        _command?.Cancel();
    }

    public int ExecuteNonQuery()
    {
        var running = Start();
        try
        {
            var result = _batch is not null ? _batch.ExecuteNonQuery() : _command!.ExecuteNonQuery();
            running?.Succeeded();
            return result;
        }
        catch (Exception e)
        {
            Fail(running, e);
            throw;
        }
    }

    public async Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken)
    {
        var running = Start();
        try
        {
            var result = _batch is not null
                ? await _batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false)
                : await _command!.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            running?.Succeeded();
            return result;
        }
        catch (Exception e)
        {
            Fail(running, e);
            throw;
        }
    }

    public object? ExecuteScalar()
    {
        var running = Start();
        try
        {
            var result = _batch is not null ? _batch.ExecuteScalar() : _command!.ExecuteScalar();
            running?.Succeeded();
            return result;
        }
        catch (Exception e)
        {
            Fail(running, e);
            throw;
        }
    }

    public async Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken)
    {
        var running = Start();
        try
        {
            var result = _batch is not null
                ? await _batch.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false)
                : await _command!.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            running?.Succeeded();
            return result;
        }
        catch (Exception e)
        {
            Fail(running, e);
            throw;
        }
    }

    public NpgsqlDataReader ExecuteReader(CommandBehavior behavior)
    {
        var running = Start();
        try
        {
            var result = _batch is not null ? _batch.ExecuteReader(behavior) : _command!.ExecuteReader(behavior);
            running?.ReadBy(result);
            return result;
        }
        catch (Exception e)
        {
            Fail(running, e);
            throw;
        }
    }

    public async Task<NpgsqlDataReader> ExecuteReaderAsync(
        CommandBehavior behavior,
        CancellationToken cancellationToken
    )
    {
        var running = Start();
        try
        {
            var result = _batch is not null
                ? await _batch.ExecuteReaderAsync(behavior, cancellationToken).ConfigureAwait(false)
                : await _command!.ExecuteReaderAsync(behavior, cancellationToken).ConfigureAwait(false);
            running?.ReadBy(result);
            return result;
        }
        catch (Exception e)
        {
            Fail(running, e);
            throw;
        }
    }

    /// <summary>Null where nobody wants to know how long it takes.</summary>
    private RunningStatement? Start()
    {
        if (_batch is not null)
        {
            _batch.Timeout = _connection.Watch.Lowered(_batch.Timeout) ?? _batch.Timeout;
        }
        else
        {
            _command!.CommandTimeout = _connection.Watch.Lowered(_command.CommandTimeout) ?? _command.CommandTimeout;
        }

        return _connection.Watch.Start();
    }

    private void Fail(RunningStatement? running, Exception e)
    {
        if (e is PostgresException refused && Refusal.Is(refused))
        {
            var refusal = Refusal.From(refused);
            running?.Failed(refusal);
            _connection.Watch.Refused(refusal);
            throw refusal;
        }

        running?.Failed(e);
        if (e is PostgresException failed)
        {
            Failed?.Invoke(failed);
        }
    }
}
