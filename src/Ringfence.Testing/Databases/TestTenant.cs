using System.Data.Common;
using Ringfence.Npgsql;

namespace Ringfence.Testing.Databases;

/// <summary>Runs statements for one tenant, each on a connection of its own from the pool.</summary>
public sealed class TestTenant
{
    private readonly TenantDataSource _source;
    private readonly TenantId _tenantId;

    internal TestTenant(TenantDataSource source, TenantId tenantId)
    {
        _source = source;
        _tenantId = tenantId;
    }

    /// <summary>Runs the statement; the values are its parameters <c>$1</c>, <c>$2</c>, …</summary>
    /// <returns>How many rows it changed; -1 where it was none to change any.</returns>
    public Task<int> ExecuteAsync(string sql, params object[] values) =>
        RunAsync(sql, values, command => command.ExecuteNonQueryAsync());

    /// <summary>Runs the query and returns the first column of its first row.</summary>
    public Task<T?> ScalarAsync<T>(string sql, params object[] values) =>
        RunAsync(
            sql,
            values,
            async command =>
                await command.ExecuteScalarAsync().ConfigureAwait(false) is { } value and not DBNull
                    ? (T)value
                    : default
        );

    /// <summary>Runs a query that counts.</summary>
    public Task<long> CountAsync(string sql, params object[] values) => ScalarAsync<long>(sql, values);

    private async Task<T> RunAsync<T>(string sql, object[] values, Func<DbCommand, Task<T>> run)
    {
        using var scope = TenantScope.Enter(_tenantId);
        var connection = await _source.OpenConnectionAsync().ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var command = connection.CreateCommand();
        await using var __ = command.ConfigureAwait(false);
        command.CommandText = sql;
        foreach (var value in values)
        {
            var parameter = command.CreateParameter();
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        return await run(command).ConfigureAwait(false);
    }
}
