using System.Data;
using System.Data.Common;

namespace PostgresTests.Behaviours;

/// <summary>Each call of ADO.NET that has two forms, in the one that is asked for.</summary>
internal sealed class Calls(bool isAsync)
{
    public bool IsAsync => isAsync;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Task OpenAsync(DbConnection connection) =>
        isAsync ? connection.OpenAsync(Cancellation) : Now(connection.Open);

    public Task CloseAsync(DbConnection connection) => isAsync ? connection.CloseAsync() : Now(connection.Close);

    public Task DisposeAsync<T>(T disposable)
        where T : IDisposable, IAsyncDisposable =>
        isAsync ? disposable.DisposeAsync().AsTask() : Now(disposable.Dispose);

    public Task<int> NonQueryAsync(DbCommand command) =>
        isAsync ? command.ExecuteNonQueryAsync(Cancellation) : Now(command.ExecuteNonQuery);

    public Task<object?> ScalarAsync(DbCommand command) =>
        isAsync ? command.ExecuteScalarAsync(Cancellation) : Now(command.ExecuteScalar);

    public Task<DbDataReader> ReaderAsync(DbCommand command, CommandBehavior behavior = CommandBehavior.Default) =>
        isAsync ? command.ExecuteReaderAsync(behavior, Cancellation) : Now(() => command.ExecuteReader(behavior));

    public Task PrepareAsync(DbCommand command) => isAsync ? command.PrepareAsync(Cancellation) : Now(command.Prepare);

    public Task<int> NonQueryAsync(DbBatch batch) =>
        isAsync ? batch.ExecuteNonQueryAsync(Cancellation) : Now(batch.ExecuteNonQuery);

    public Task<object?> ScalarAsync(DbBatch batch) =>
        isAsync ? batch.ExecuteScalarAsync(Cancellation) : Now(batch.ExecuteScalar);

    public Task<DbDataReader> ReaderAsync(DbBatch batch, CommandBehavior behavior = CommandBehavior.Default) =>
        isAsync ? batch.ExecuteReaderAsync(behavior, Cancellation) : Now(() => batch.ExecuteReader(behavior));

    public Task PrepareAsync(DbBatch batch) => isAsync ? batch.PrepareAsync(Cancellation) : Now(batch.Prepare);

    public Task<bool> ReadAsync(DbDataReader reader) => isAsync ? reader.ReadAsync(Cancellation) : Now(reader.Read);

    public Task<bool> NextResultAsync(DbDataReader reader) =>
        isAsync ? reader.NextResultAsync(Cancellation) : Now(reader.NextResult);

    public Task CloseAsync(DbDataReader reader) => isAsync ? reader.CloseAsync() : Now(reader.Close);

    public Task<T> FieldAsync<T>(DbDataReader reader, int ordinal) =>
        isAsync ? reader.GetFieldValueAsync<T>(ordinal, Cancellation) : Now(() => reader.GetFieldValue<T>(ordinal));

    public Task<bool> IsNullAsync(DbDataReader reader, int ordinal) =>
        isAsync ? reader.IsDBNullAsync(ordinal, Cancellation) : Now(() => reader.IsDBNull(ordinal));

    public Task<DataTable?> SchemaTableAsync(DbDataReader reader) =>
        isAsync ? reader.GetSchemaTableAsync(Cancellation) : Now(reader.GetSchemaTable);

    public async Task<IReadOnlyList<DbColumn>> ColumnSchemaAsync(DbDataReader reader) =>
        await (isAsync ? reader.GetColumnSchemaAsync(Cancellation) : Now(reader.GetColumnSchema));

    public Task<DataTable> SchemaAsync(DbConnection connection, string collection, params string?[] restrictions) =>
        isAsync
            ? connection.GetSchemaAsync(collection, restrictions, Cancellation)
            : Now(() => connection.GetSchema(collection, restrictions));

    public Task<DataTable> SchemaAsync(DbConnection connection) =>
        isAsync ? connection.GetSchemaAsync(Cancellation) : Now(connection.GetSchema);

    public Task<DbTransaction> BeginAsync(
        DbConnection connection,
        IsolationLevel isolationLevel = IsolationLevel.Unspecified
    ) =>
        isAsync
            ? connection.BeginTransactionAsync(isolationLevel, Cancellation).AsTask()
            : Now(() => connection.BeginTransaction(isolationLevel));

    public Task CommitAsync(DbTransaction transaction) =>
        isAsync ? transaction.CommitAsync(Cancellation) : Now(transaction.Commit);

    public Task RollbackAsync(DbTransaction transaction) =>
        isAsync ? transaction.RollbackAsync(Cancellation) : Now(transaction.Rollback);

    public Task SaveAsync(DbTransaction transaction, string name) =>
        isAsync ? transaction.SaveAsync(name, Cancellation) : Now(() => transaction.Save(name));

    public Task RollbackAsync(DbTransaction transaction, string name) =>
        isAsync ? transaction.RollbackAsync(name, Cancellation) : Now(() => transaction.Rollback(name));

    public Task ReleaseAsync(DbTransaction transaction, string name) =>
        isAsync ? transaction.ReleaseAsync(name, Cancellation) : Now(() => transaction.Release(name));

    private static Task Now(Action call)
    {
        call();
        return Task.CompletedTask;
    }

    private static Task<T> Now<T>(Func<T> call) => Task.FromResult(call());
}
