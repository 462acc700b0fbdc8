using System.Data.Common;
using Npgsql;
using Ringfence;
using Ringfence.Npgsql;

namespace PostgresTests.DataSource;

/// <summary>The shortest ways to run a statement on whatever runs statements.</summary>
internal static class Statements
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task<TenantConnection> RentAsync(this TenantDataSource source) =>
        source.OpenConnectionAsync(Cancellation).AsTask();

    public static DbCommand Command(this DbConnection connection, string sql, params object[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var value in values)
        {
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        }

        return command;
    }

    public static DbBatch Batch(this DbConnection connection, params string[] statements)
    {
        var batch = connection.CreateBatch();
        foreach (var statement in statements)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        }

        return batch;
    }

    public static async Task<int> RunAsync(this DbConnection connection, string sql, params object[] values)
    {
        await using var command = connection.Command(sql, values);
        return await command.ExecuteNonQueryAsync(Cancellation);
    }

    public static async Task<T> ReadAsync<T>(this DbConnection connection, string sql, params object[] values)
    {
        await using var command = connection.Command(sql, values);
        return (T)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    /// <summary>On a connection of its own; a null scope is none.</summary>
    public static async Task<T> ReadAsync<T>(this TenantDataSource source, TenantId tenant, string sql)
    {
        using var scope = TenantScope.Enter(tenant);
        await using var connection = await source.RentAsync();
        return await connection.ReadAsync<T>(sql);
    }

    public static async Task<T> ReadAsync<T>(this NpgsqlDataSource source, string sql, params object[] values)
    {
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        return await connection.ReadAsync<T>(sql, values);
    }

    public static async Task RunAsync(this NpgsqlDataSource source, string sql, params object[] values)
    {
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        await connection.RunAsync(sql, values);
    }

    /// <summary>The sum of the totals that are visible, read for this tenant.</summary>
    public static async Task<long> SumAsync(this DbConnection connection, TenantId tenant)
    {
        using var scope = TenantScope.Enter(tenant);
        return await connection.ReadAsync<long>(Invoices.Sum);
    }

    /// <summary>The tenant that the server believes this physical connection to be bound to, without binding it.</summary>
    public static async Task<object?> LeftoverAsync(this TenantConnection connection)
    {
        await using var command = new NpgsqlCommand("select ringfence.get_tenant()", connection.Inner);
        return await command.ExecuteScalarAsync(Cancellation) is { } tenant and not DBNull ? tenant : null;
    }
}
