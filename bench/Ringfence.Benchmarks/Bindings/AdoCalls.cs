using System.Data.Common;
using Npgsql;

namespace Ringfence.Benchmarks.Bindings;

/// <summary>By ADO.NET's own words, with positional parameters.</summary>
internal sealed class AdoCalls(Way way) : ICalls
{
    private readonly Statements _sql = new(way, "$1", "$2");

    public async Task PointSelectAsync(Rented rented, Row row)
    {
        await using var command = Command(rented, _sql.Point, row);
        await using var reader = await command.ExecuteReaderAsync();
        var found = 0;
        while (await reader.ReadAsync())
        {
            found += reader.GetString(0).Length > 0 ? 1 : 2;
        }

        Row.Expect(1, found);
    }

    public async Task ReadTwentyAsync(Rented rented, Row row)
    {
        await using var command = Command(rented, _sql.Twenty, row);
        await using var reader = await command.ExecuteReaderAsync();
        var found = 0;
        while (await reader.ReadAsync())
        {
            found += reader.GetInt64(0) >= row.Id && reader.GetString(1).Length > 0 ? 1 : 2;
        }

        Row.Expect(20, found);
    }

    public async Task InsertAsync(Rented rented, Row row)
    {
        await using var command = Command(rented, _sql.Insert, row with { Id = Row.NewId() });
        Row.Expect(1, await command.ExecuteNonQueryAsync());
    }

    public async Task BatchAsync(Rented rented, Row row)
    {
        await using var batch = rented.Connection.CreateBatch();
        for (var i = 0; i < Row.BatchSize; i++)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = _sql.Insert;
            AddParameters(command.Parameters, row with { Id = Row.NewId() });
            batch.BatchCommands.Add(command);
        }

        Row.Expect(Row.BatchSize, await batch.ExecuteNonQueryAsync());
    }

    public async Task UpdateAsync(Rented rented, Row row)
    {
        await using var command = Command(rented, _sql.Update, row);
        Row.Expect(1, await command.ExecuteNonQueryAsync());
    }

    private DbCommand Command(Rented rented, string sql, Row row)
    {
        var command = rented.Connection.CreateCommand();
        command.CommandText = sql;
        AddParameters(command.Parameters, row);
        return command;
    }

    private void AddParameters(DbParameterCollection parameters, Row row)
    {
        parameters.Add(new NpgsqlParameter<long> { TypedValue = row.Id });
        if (way.SaysTenant)
        {
            parameters.Add(new NpgsqlParameter<Guid> { TypedValue = row.Tenant });
        }
    }
}
