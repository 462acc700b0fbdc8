using System.Data.Common;
using System.Globalization;
using System.Text;
using Npgsql;
using Ringfence;
using Ringfence.Npgsql;

namespace Demo.Walk;

/// <summary>Steps that run SQL in this process.</summary>
internal static class SqlStep
{
    /// <summary>Reads on a tenant-bound data source, in the tenant's scope; null for none.</summary>
    public static Step Read(
        string caption,
        TenantDataSource source,
        TenantId? tenantId,
        string sql,
        Expectation expected
    ) =>
        new(
            caption,
            sql,
            expected,
            async cancellationToken =>
            {
                using var scope = tenantId is null ? null : TenantScope.Enter(tenantId);
                return await TryAsync(() => ReadAsync(source, sql, cancellationToken));
            }
        );

    /// <summary>Changes rows in the tenant's scope, counts them, and takes it back.</summary>
    public static Step Change(
        string caption,
        TenantDataSource source,
        TenantId tenantId,
        string sql,
        Expectation expected
    ) =>
        new(
            caption,
            $"{sql}; rollback",
            expected,
            async cancellationToken =>
            {
                using var scope = TenantScope.Enter(tenantId);
                await using var connection = await source.OpenConnectionAsync(cancellationToken);
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                await using var command = connection.CreateCommand();
                command.Transaction = transaction;
                command.CommandText = sql;
                var rows = await command.ExecuteNonQueryAsync(cancellationToken);
                await transaction.RollbackAsync(cancellationToken);
                return new() { Text = $"{rows} rows changed" };
            }
        );

    /// <summary>Runs on a plain connection, which knows nothing of tenants.</summary>
    public static Step Foreign(string caption, NpgsqlDataSource source, string sql, Expectation expected) =>
        new(caption, sql, expected, cancellationToken => TryAsync(() => ReadAsync(source, sql, cancellationToken)));

    /// <summary>The refusals that a step may expect, as answers.</summary>
    public static async Task<Answer> TryAsync(Func<Task<Answer>> run)
    {
        try
        {
            return await run();
        }
        catch (RingfenceException e)
        {
            return new() { Text = $"{e.GetType().Name}, {e.Code}: {Answer.FirstSentence(e.Message)}", Code = e.Code };
        }
        catch (PostgresException e)
        {
            return new()
            {
                Text = $"refused by the database, {e.SqlState}: {e.MessageText}",
                Code = e.SqlState,
                Reason = e.ConstraintName ?? "",
            };
        }
    }

    private static async Task<Answer> ReadAsync(DbDataSource source, string sql, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var text = new StringBuilder();
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            text.AppendJoin(' ', row.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)))
                .Append('\n');
        }

        var body = text.ToString().TrimEnd('\n');
        var rows = Answer.CountRows(body);
        return new()
        {
            Text =
                !rows.IsEmpty ? Answer.Describe(rows)
                : reader.FieldCount == 0 ? $"{reader.RecordsAffected} rows changed"
                : body.Length > 0 ? body
                : "no rows",
            Body = body,
            Rows = rows,
        };
    }
}
