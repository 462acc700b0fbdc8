using System.Data;
using System.Data.Common;
using Npgsql;
using Ringfence.Npgsql;

namespace PostgresTests.Behaviours;

/// <summary>
/// One side, bare or ours, while a behaviour is shown on it: an open connection, the calls in one form, and the notes of
/// what was seen.
/// </summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly Lazy<DbConnection> _connection;
    private readonly List<DbConnection> _opened = [];
    private readonly List<string> _notes = [];

    public Stage(DbDataSource source, NpgsqlDataSource superuser, Calls call)
    {
        Source = source;
        Superuser = superuser;
        Call = call;
        _connection = new(() => Opened(source.OpenConnection()));
    }

    public DbDataSource Source { get; }

    /// <summary>Connections that see behind, and do what no tenant may.</summary>
    public NpgsqlDataSource Superuser { get; }

    public Calls Call { get; }

    /// <summary>Open from the first use on.</summary>
    public DbConnection Connection => _connection.Value;

    public IReadOnlyList<string> Notes => _notes;

    public void Note(string what, object? seen) => _notes.Add($"{what}: {Shown.Value(seen)}");

    /// <summary>Another connection, not open yet.</summary>
    public DbConnection NewConnection() => Opened(Source.CreateConnection());

    public DbCommand Command(string sql, params object?[] values) => Command(Connection, sql, values);

    public static DbCommand Command(DbConnection connection, string sql, params object?[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var value in values)
        {
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        }

        return command;
    }

    public DbBatch Batch(params string[] statements)
    {
        var batch = Connection.CreateBatch();
        foreach (var statement in statements)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        }

        return batch;
    }

    public Task RunAsync(string sql, params object?[] values) => RunAsync(Command(sql, values));

    /// <summary>Notes how many rows the command says that it changed.</summary>
    public async Task RunAsync(DbCommand command) => Note("affected", await Call.NonQueryAsync(command));

    public Task AskAsync(string sql, params object?[] values) => AskAsync(Command(sql, values));

    /// <summary>Notes the first value.</summary>
    public async Task AskAsync(DbCommand command) => Note("scalar", await Call.ScalarAsync(command));

    public Task ReadAsync(string sql, params object?[] values) => ReadAsync(Command(sql, values));

    /// <summary>Notes all rows of all results.</summary>
    public async Task ReadAsync(DbCommand command, CommandBehavior behavior = CommandBehavior.Default)
    {
        var reader = await Call.ReaderAsync(command, behavior);
        await using var _ = reader;
        await ResultsAsync(reader);
    }

    public async Task ResultsAsync(DbDataReader reader)
    {
        do
        {
            await RowsAsync(reader);
        } while (await Call.NextResultAsync(reader));

        Note("affected", reader.RecordsAffected);
    }

    public async Task RowsAsync(DbDataReader reader)
    {
        Note(
            "columns",
            Enumerable.Range(0, reader.FieldCount).Select(i => $"{reader.GetName(i)} {reader.GetDataTypeName(i)}")
        );
        while (await Call.ReadAsync(reader))
        {
            Note("row", Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue));
        }
    }

    /// <summary>Notes the error, or that there was none.</summary>
    public async Task FailAsync(string what, Func<Task> action) => Note(what, await Record.ExceptionAsync(action));

    public void Fail(string what, Action action) => Note(what, Record.Exception(action));

    /// <summary>Notes what is left: of the connection here and on the server, and in the table.</summary>
    public async Task EndAsync()
    {
        if (_connection.IsValueCreated)
        {
            Note("connection", Connection.State);
            Note("session", await SessionAsync());
        }

        await DisposeAsync();
        Note("left", await Statements.ReadAsync(Superuser, Tables.All));
    }

    /// <summary>The number of the server process behind a connection.</summary>
    public static int ProcessId(DbConnection connection) =>
        connection is TenantConnection ours ? ours.Inner.ProcessID : ((NpgsqlConnection)connection).ProcessID;

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _opened)
        {
            await connection.DisposeAsync();
        }
    }

    private DbConnection Opened(DbConnection connection)
    {
        _opened.Add(connection);
        return connection;
    }

    private async Task<object?> SessionAsync() =>
        Connection.State == ConnectionState.Open
            ? await Statements.ReadAsync(
                Superuser,
                "select a.state from pg_stat_activity as a where a.pid = $1",
                ProcessId(Connection)
            )
            : "none";
}
