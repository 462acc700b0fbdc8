using System.Data.Common;
using Npgsql;

namespace Ringfence.Benchmarks.Bindings;

/// <summary>The ways to keep tenants apart, ours and others'.</summary>
internal static class Ways
{
    /// <summary>Programmers remember it; nothing else does.</summary>
    public static Way HandWritten(NpgsqlDataSource source) =>
        new()
        {
            Table = "plain_api",
            RentAsync = Way.From(source),
            SaysTenant = true,
        };

    /// <summary>Ours. The scope says the tenant.</summary>
    public static Way Bound(DbDataSource source) =>
        new()
        {
            Table = "bound_api",
            RentAsync = Way.From(source),
            IsScoped = true,
        };

    /// <summary>Kong's article: a hook of the pool sets the tenant when a connection is taken, and one unsets it.</summary>
    public static Way Kong(NpgsqlDataSource source) =>
        new()
        {
            Table = "kong_api",
            RentAsync = async tenant =>
            {
                var connection = await source.OpenConnectionAsync();
                await CallAsync(connection, "select kong_set($1)", tenant);
                return new(connection, null);
            },
            ReturningAsync = rented => CallAsync(rented.Connection, "select kong_unset()"),
        };

    /// <summary>A transaction around everything, with the setting for its length.</summary>
    public static Way SetLocal(NpgsqlDataSource source) =>
        new()
        {
            Table = "opened_api",
            RentAsync = async tenant =>
            {
                var connection = await source.OpenConnectionAsync();
                var transaction = await connection.BeginTransactionAsync();
                await CallAsync(connection, "select set_config('opened.tenant', $1, true)", tenant.ToString());
                return new(connection, transaction);
            },
            ReturningAsync = async rented =>
            {
                await rented.Transaction!.CommitAsync();
                await rented.Transaction.DisposeAsync();
            },
        };

    /// <summary>The session's row in a table by its process id, behind a password that is hashed by bcrypt.</summary>
    public static Way PidTable(NpgsqlDataSource source) =>
        new()
        {
            Table = "pid_api",
            RentAsync = async tenant =>
            {
                var connection = await source.OpenConnectionAsync();
                await CallAsync(connection, "select pid_set($1, $2)", tenant.ToString(), BindingTables.PidPassword);
                return new(connection, null);
            },
            ReturningAsync = rented => CallAsync(rented.Connection, "select pid_set($1, $2)", "-1", ""),
        };

    /// <summary>A login role and a pool a tenant.</summary>
    public static Way SourceOfTenant(Func<Guid, NpgsqlDataSource> source) =>
        new() { Table = "role_api", RentAsync = async tenant => new(await source(tenant).OpenConnectionAsync(), null) };

    /// <summary>A schema a tenant; the driver's reset takes the path back.</summary>
    public static Way SchemaOfTenant(NpgsqlDataSource source) =>
        new()
        {
            Table = "api",
            RentAsync = async tenant =>
            {
                var connection = await source.OpenConnectionAsync();
                var path = $"\"tenant_{tenant}\"";
                await CallAsync(connection, "select set_config('search_path', $1, false)", path);
                return new(connection, null);
            },
        };

    private static async ValueTask CallAsync(DbConnection connection, string sql, params object[] parameters)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await command.ExecuteNonQueryAsync();
    }
}
