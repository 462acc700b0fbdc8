using System.Collections.Immutable;
using System.Data;
using Npgsql;

namespace PostgresTests.Behaviours;

/// <summary>Commands and batches of the data source itself, which open a connection for each execution.</summary>
internal static class DataSources
{
    private const string Sum = "select sum(total) from invoice";

    public static readonly ImmutableArray<Behaviour> All =
    [
        new(
            "Data sources: first value",
            async stage =>
            {
                await using var command = stage.Source.CreateCommand(Sum);
                await stage.AskAsync(command);
                await stage.AskAsync(command);
            }
        ),
        new(
            "Data sources: rows",
            async stage =>
            {
                await using var command = stage.Source.CreateCommand(
                    "select i.total from invoice as i where i.total < $1; "
                );
                command.Parameters.Add(new NpgsqlParameter { Value = 3 });
                await stage.ReadAsync(command);
            }
        ),
        new(
            "Data sources: no query",
            async stage =>
            {
                await using var command = stage.Source.CreateCommand("delete from invoice where total = @a");
                command.Parameters.Add(new NpgsqlParameter("a", 3));
                await stage.RunAsync(command);
                await stage.RunAsync(command);
            }
        ),
        new(
            "Data sources: an error",
            async stage =>
            {
                await using var command = stage.Source.CreateCommand("select 1 / 0");
                await stage.FailAsync("refused", () => stage.AskAsync(command));
                command.CommandText = Sum;
                await stage.AskAsync(command);
            }
        ),
        new(
            "Data sources: a batch",
            async stage =>
            {
                await using var batch = stage.Source.CreateBatch();
                batch.BatchCommands.Add(new NpgsqlBatchCommand("update invoice set total = total + 1"));
                batch.BatchCommands.Add(new NpgsqlBatchCommand(Sum));
                stage.Note("scalar", await stage.Call.ScalarAsync(batch));
                await using var reader = await stage.Call.ReaderAsync(batch);
                await stage.ResultsAsync(reader);
            }
        ),
        new(
            "Data sources: connections are given back",
            async stage =>
            {
                for (var i = 0; i < 3; i++)
                {
                    await using var command = stage.Source.CreateCommand(Sum);
                    await stage.AskAsync(command);
                    await using (var reader = await stage.Call.ReaderAsync(command))
                    {
                        await stage.Call.ReadAsync(reader);
                    }

                    await stage.FailAsync("refused", () => stage.AskAsync(stage.Source.CreateCommand("select 1 / 0")));
                }
            }
        )
        {
            Connect = to => (to.MaxPoolSize, to.Timeout) = (1, 2),
        },
        new(
            "Data sources: what a command of theirs cannot do",
            async stage =>
            {
                await using var command = stage.Source.CreateCommand(Sum);
                stage.Note("connection", Record.Exception(() => command.Connection = null)?.GetType());
                stage.Note("transaction", Record.Exception(() => command.Transaction = null)?.GetType());
                stage.Note("prepare", (await Record.ExceptionAsync(() => stage.Call.PrepareAsync(command)))?.GetType());
            }
        ),
        new(
            "Data sources: a reader that closes its connection",
            async stage =>
            {
                await using var command = stage.Source.CreateCommand(Sum);
                await using var reader = await stage.Call.ReaderAsync(
                    command,
                    CommandBehavior.CloseConnection | CommandBehavior.SequentialAccess
                );
                await stage.ResultsAsync(reader);
            }
        ),
        new(
            "Data sources: a connection",
            async stage =>
            {
                await using var connection = stage.Call.IsAsync
                    ? await stage.Source.OpenConnectionAsync()
                    : stage.Source.OpenConnection();
                stage.Note("state", connection.State);
                await stage.AskAsync(Stage.Command(connection, Sum));
            }
        ),
        new(
            "Data sources: disposed",
            async stage =>
            {
                await stage.AskAsync(Sum);
                await stage.Call.DisposeAsync(stage.Source);
                await stage.FailAsync("open connection", () => stage.AskAsync(Sum));
                await stage.FailAsync("open", () => stage.Source.OpenConnectionAsync().AsTask());
                await stage.FailAsync(
                    "command",
                    async () =>
                    {
                        await using var command = stage.Source.CreateCommand(Sum);
                        await stage.AskAsync(command);
                    }
                );
                await stage.FailAsync("again", () => stage.Call.DisposeAsync(stage.Source));
            }
        )
        {
            Connect = to => to.MaxPoolSize = 2,
        },
    ];
}
