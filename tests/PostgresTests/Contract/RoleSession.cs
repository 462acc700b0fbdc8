using Npgsql;

namespace PostgresTests.Contract;

/// <summary>
/// One connection of one role, over which a test speaks plain SQL: what a service in another language, a report tool or
/// an injected statement can do, without the data source in between.
/// </summary>
internal sealed class RoleSession : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private RoleSession(NpgsqlConnection connection) => _connection = connection;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens a server process of its own, which ends with the session.</summary>
    public static async Task<RoleSession> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync(Cancellation);
        return new(connection);
    }

    /// <summary>Runs one statement, or several without parameters; the values are <c>$1</c>, <c>$2</c>, …</summary>
    public async Task<int> ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <summary>The first column of the first row; the default where there is no row, or null in it.</summary>
    public async Task<T?> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteScalarAsync(Cancellation) is { } value and not DBNull ? (T)value : default;
    }

    /// <summary>Two statements in one pipeline, the first without rows; the first column of the second's first row.</summary>
    public async Task<T?> BehindAsync<T>(string first, object value, string second)
    {
        await using var batch = new NpgsqlBatch(_connection)
        {
            BatchCommands =
            {
                new(first) { Parameters = { new() { Value = value } } },
                new(second),
            },
        };
        return await batch.ExecuteScalarAsync(Cancellation) is { } read and not DBNull ? (T)read : default;
    }

    /// <summary>The first column of every row.</summary>
    public async Task<List<T>> ColumnAsync<T>(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var column = new List<T>();
        while (await reader.ReadAsync(Cancellation))
        {
            column.Add(reader.GetFieldValue<T>(0));
        }

        return column;
    }

    /// <summary>The server's refusal of the statement.</summary>
    public Task<PostgresException> RefusalAsync(string sql, params object[] values) =>
        Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(sql, values));

    /// <summary>The SQLSTATE of the server's refusal, and the name that the contract gives it, if it is the contract's.</summary>
    public async Task<string> RefusedAsync(string sql, params object[] values)
    {
        var refusal = await RefusalAsync(sql, values);
        return refusal.SchemaName == "ringfence" ? $"{refusal.SqlState} {refusal.ConstraintName}" : refusal.SqlState;
    }

    /// <summary>The lines that <c>copy … to stdout</c> sends.</summary>
    public async Task<List<string>> CopyOutAsync(string sql)
    {
        using var reader = await _connection.BeginTextExportAsync(sql, Cancellation);
        var lines = new List<string>();
        while (await reader.ReadLineAsync(Cancellation) is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private NpgsqlCommand Command(string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, _connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}
