using Npgsql;

namespace Ringfence.Npgsql.Bulk;

/// <summary>Sends rows batch by batch: in memory there are never more than one batch's.</summary>
internal sealed class BulkWriter<T>
{
    /// <summary>A batch is sent when it weighs this much, whatever <see cref="BulkInsertOptions.BatchSize"/> says.</summary>
    private const int HeavyBytes = 4 * 1024 * 1024;

    /// <summary>The protocol counts a statement's parameters in two bytes.</summary>
    private const int MostParameters = ushort.MaxValue;

    /// <summary>A longer list of values costs more a row, not less.</summary>
    private const int MostValues = 1000;

    private readonly TenantConnection _connection;
    private readonly TargetTable _table;
    private readonly BulkInsertOptions _options;
    private readonly ColumnBuffer<T>[] _buffers;
    private readonly bool _fromValues;
    private readonly int _batchSize;
    private readonly string _name;
    private int _batch;
    private int _rows;
    private long _weight;
    private long _sent;
    private long _inserted;

    public BulkWriter(TenantConnection connection, BulkInsert<T> insert, TargetTable table, BulkInsertOptions options)
    {
        _connection = connection;
        _table = table;
        _options = options;
        _name = insert.Table;
        _fromValues = table.Columns.Any(column => column.IsCompound);
        _batchSize = _fromValues
            ? Math.Min(Math.Min(options.BatchSize, MostValues), MostParameters / table.Columns.Length)
            : options.BatchSize;
        _buffers = [.. insert.Columns.Select((column, i) => column.CreateBuffer(_batchSize, table.Columns[i]))];
    }

    /// <summary>How many rows were inserted.</summary>
    public async Task<long> WriteAsync(IAsyncEnumerable<T> rows, CancellationToken cancellationToken)
    {
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            foreach (var buffer in _buffers)
            {
                _weight += buffer.Add(row);
            }

            if (++_rows == _batchSize || _weight >= HeavyBytes)
            {
                await SendAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        if (_rows > 0)
        {
            await SendAsync(cancellationToken).ConfigureAwait(false);
        }

        return _inserted;
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _batch++;
        var command = new TenantCommand { Connection = _connection };
        await using var _ = command.ConfigureAwait(false);
        if (_fromValues)
        {
            BulkStatement.FromValues(command, _table, _buffers, _rows, _options.OnConflict);
        }
        else
        {
            BulkStatement.FromArrays(command, _table, _buffers, _options.OnConflict);
        }

        try
        {
            _inserted += await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e)
        {
            throw new BulkInsertException(_name, _batch, _sent, _sent + _rows - 1, e);
        }

        _sent += _rows;
        _rows = 0;
        _weight = 0;
        foreach (var buffer in _buffers)
        {
            buffer.Clear();
        }

        _options.Progress?.Report(_sent);
    }
}
