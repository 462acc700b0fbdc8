using System.Data;
using System.Data.Common;
using Dapper;

namespace PostgresTests.Behaviours;

/// <summary>Dapper's calls, in the form that is asked for.</summary>
internal sealed class DapperCalls(DbConnection connection, bool isAsync)
{
    public Task<IEnumerable<T>> QueryAsync<T>(
        string sql,
        object? parameters = null,
        DbTransaction? transaction = null
    ) =>
        isAsync
            ? connection.QueryAsync<T>(sql, parameters, transaction)
            : Task.FromResult(connection.Query<T>(sql, parameters, transaction));

    public async Task<IEnumerable<dynamic>> DynamicsAsync(string sql, object? parameters = null) =>
        isAsync
            ? await connection.QueryAsync(sql, parameters)
            : await Task.FromResult(connection.Query(sql, parameters));

    public Task<IEnumerable<TResult>> QueryAsync<T1, T2, TResult>(
        string sql,
        Func<T1, T2, TResult> map,
        string splitOn,
        object? parameters = null
    ) =>
        isAsync
            ? connection.QueryAsync(sql, map, parameters, splitOn: splitOn)
            : Task.FromResult(connection.Query(sql, map, parameters, splitOn: splitOn));

    public Task<int> ExecuteAsync(
        string sql,
        object? parameters = null,
        DbTransaction? transaction = null,
        CommandType? type = null
    ) =>
        isAsync
            ? connection.ExecuteAsync(sql, parameters, transaction, commandType: type)
            : Task.FromResult(connection.Execute(sql, parameters, transaction, commandType: type));

    public Task<T?> ScalarAsync<T>(string sql, object? parameters = null) =>
        isAsync
            ? connection.ExecuteScalarAsync<T>(sql, parameters)
            : Task.FromResult(connection.ExecuteScalar<T>(sql, parameters));

    public Task<T> SingleAsync<T>(string sql, object? parameters = null) =>
        isAsync
            ? connection.QuerySingleAsync<T>(sql, parameters)
            : Task.FromResult(connection.QuerySingle<T>(sql, parameters));

    public Task<T?> FirstOrDefaultAsync<T>(string sql, object? parameters = null) =>
        isAsync
            ? connection.QueryFirstOrDefaultAsync<T>(sql, parameters)
            : Task.FromResult(connection.QueryFirstOrDefault<T>(sql, parameters));

    public Task<SqlMapper.GridReader> MultipleAsync(string sql, object? parameters = null) =>
        isAsync
            ? connection.QueryMultipleAsync(sql, parameters)
            : Task.FromResult(connection.QueryMultiple(sql, parameters));

    public async Task<IDataReader> ReaderAsync(string sql, object? parameters = null) =>
        isAsync
            ? await connection.ExecuteReaderAsync(sql, parameters)
            : await Task.FromResult(connection.ExecuteReader(sql, parameters));

    /// <summary>Row by row, while the reader is open.</summary>
    public async Task<List<T>> UnbufferedAsync<T>(string sql, object? parameters = null)
    {
        if (!isAsync)
        {
            return [.. connection.Query<T>(sql, parameters, buffered: false)];
        }

        var rows = new List<T>();
        await foreach (var row in connection.QueryUnbufferedAsync<T>(sql, parameters))
        {
            rows.Add(row);
        }

        return rows;
    }
}
