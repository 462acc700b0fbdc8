using System.Collections.Immutable;
using System.Data;

namespace PostgresTests.Behaviours;

internal static class CommandBehaviors
{
    private const string Totals = "select i.id, i.total from invoice as i order by i.total";

    public static readonly ImmutableArray<Behaviour> All =
    [
        new("CommandBehavior: single row", stage => stage.ReadAsync(stage.Command(Totals), CommandBehavior.SingleRow)),
        new(
            "CommandBehavior: single row of several results",
            stage => stage.ReadAsync(stage.Command($"{Totals}; select 5; select 6"), CommandBehavior.SingleRow)
        ),
        new(
            "CommandBehavior: single result",
            stage => stage.ReadAsync(stage.Command(Totals), CommandBehavior.SingleResult)
        ),
        new(
            "CommandBehavior: single result of several",
            stage =>
                stage.ReadAsync(
                    stage.Command("select 1; update invoice set total = total + 1; select 2"),
                    CommandBehavior.SingleResult
                )
        ),
        new(
            "CommandBehavior: single result of a batch",
            async stage =>
            {
                var batch = stage.Batch("select 1", "update invoice set total = total + 1", "select 2");
                await using var reader = await stage.Call.ReaderAsync(batch, CommandBehavior.SingleResult);
                await stage.ResultsAsync(reader);
            }
        ),
        new(
            "CommandBehavior: single row of a single result",
            stage =>
                stage.ReadAsync(
                    stage.Command(Totals),
                    CommandBehavior.SingleRow | CommandBehavior.SingleResult | CommandBehavior.SequentialAccess
                )
        ),
        new("CommandBehavior: schema only", stage => SchemaOnlyAsync(stage, Totals)),
        new(
            "CommandBehavior: schema only of a change",
            stage => SchemaOnlyAsync(stage, "delete from invoice returning total")
        ),
        new(
            "CommandBehavior: schema only of several",
            stage => SchemaOnlyAsync(stage, $"select 1 as a; delete from invoice; {Totals}")
        ),
        new("CommandBehavior: schema only of nonsense", stage => SchemaOnlyAsync(stage, "selec 1")),
        new(
            "CommandBehavior: schema only of a table",
            async stage =>
            {
                var command = stage.Command("invoice");
                command.CommandType = CommandType.TableDirect;
                await using var reader = await stage.Call.ReaderAsync(command, CommandBehavior.SchemaOnly);
                await stage.ResultsAsync(reader);
            }
        ),
        new(
            "CommandBehavior: schema only of a parameter without value",
            async stage =>
            {
                var command = stage.Command("select @a::integer as a");
                command.Parameters.Add(new Npgsql.NpgsqlParameter { ParameterName = "a", DbType = DbType.Int32 });
                await using var reader = await stage.Call.ReaderAsync(command, CommandBehavior.SchemaOnly);
                await stage.ResultsAsync(reader);
            }
        ),
        new(
            "CommandBehavior: schema only of commit",
            async stage =>
            {
                await stage.RunAsync("begin");
                await stage.RunAsync("update invoice set total = 9");
                await SchemaOnlyAsync(stage, "commit");
                await stage.RunAsync("rollback");
            }
        ),
        new(
            "CommandBehavior: key info",
            async stage =>
            {
                await using var reader = await stage.Call.ReaderAsync(stage.Command(Totals), CommandBehavior.KeyInfo);
                foreach (var column in await stage.Call.ColumnSchemaAsync(reader))
                {
                    stage.Note(column.ColumnName, (column.IsKey, column.IsAutoIncrement, column.BaseTableName));
                }

                await stage.ResultsAsync(reader);
            }
        ),
        new(
            "CommandBehavior: close connection",
            async stage =>
            {
                var reader = await stage.Call.ReaderAsync(stage.Command(Totals), CommandBehavior.CloseConnection);
                await stage.ResultsAsync(reader);
                stage.Note("state", stage.Connection.State);
                await stage.Call.DisposeAsync(reader);
                stage.Note("state", stage.Connection.State);
                stage.Note("closed", reader.IsClosed);
            }
        ),
        new(
            "CommandBehavior: close connection by closing the reader, unread",
            async stage =>
            {
                var reader = await stage.Call.ReaderAsync(
                    stage.Command($"{Totals}; select 1"),
                    CommandBehavior.CloseConnection
                );
                await stage.Call.CloseAsync(reader);
                stage.Note("state", stage.Connection.State);
                await stage.Call.OpenAsync(stage.Connection);
                await stage.AskAsync("select 2");
            }
        ),
        new(
            "CommandBehavior: close connection of a text that fails",
            async stage =>
            {
                await stage.FailAsync(
                    "refused",
                    () => stage.Call.ReaderAsync(stage.Command("select 1 / 0"), CommandBehavior.CloseConnection)
                );
                stage.Note("state", stage.Connection.State);
            }
        ),
        new(
            "CommandBehavior: close connection of an empty text",
            async stage =>
            {
                await stage.FailAsync(
                    "refused",
                    () => stage.Call.ReaderAsync(stage.Command(""), CommandBehavior.CloseConnection)
                );
                stage.Note("state", stage.Connection.State);
            }
        ),
        new(
            "CommandBehavior: close connection of a text that fails later",
            async stage =>
            {
                var reader = await stage.Call.ReaderAsync(
                    stage.Command("select 1; select 1 / 0"),
                    CommandBehavior.CloseConnection
                );
                await stage.FailAsync("close", () => stage.Call.CloseAsync(reader));
                stage.Note("state", stage.Connection.State);
            }
        ),
        new(
            "CommandBehavior: close connection in a transaction",
            async stage =>
            {
                await stage.Call.BeginAsync(stage.Connection);
                var reader = await stage.Call.ReaderAsync(
                    stage.Command("update invoice set total = 9 returning total"),
                    CommandBehavior.CloseConnection
                );
                await stage.Call.DisposeAsync(reader);
                stage.Note("state", stage.Connection.State);
            }
        ),
        new(
            "CommandBehavior: close connection of a batch",
            async stage =>
            {
                var reader = await stage.Call.ReaderAsync(
                    stage.Batch("select 1", "select 2"),
                    CommandBehavior.CloseConnection
                );
                await stage.ResultsAsync(reader);
                await stage.Call.DisposeAsync(reader);
                stage.Note("state", stage.Connection.State);
            }
        ),
        new(
            "CommandBehavior: several at once",
            async stage =>
            {
                var reader = await stage.Call.ReaderAsync(
                    stage.Command("select 1; select 2"),
                    CommandBehavior.SequentialAccess | CommandBehavior.SingleRow | CommandBehavior.CloseConnection
                );
                await stage.ResultsAsync(reader);
                await stage.Call.DisposeAsync(reader);
                stage.Note("state", stage.Connection.State);
            }
        ),
    ];

    private static async Task SchemaOnlyAsync(Stage stage, string sql)
    {
        await stage.FailAsync("read", () => stage.ReadAsync(stage.Command(sql), CommandBehavior.SchemaOnly));
    }
}
