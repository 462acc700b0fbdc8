using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace PostgresTests.Behaviours;

internal static class Batches
{
    private const string Raise = "update invoice set total = total + 1";
    private const string Insert = "insert into invoice (total) values (7)";

    public static readonly ImmutableArray<Behaviour> All =
    [
        new(
            "Batches: results",
            stage => ReadAsync(stage, stage.Batch("select 1 as a", "select 2 as b", Raise, "select 3"))
        ),
        new("Batches: no query", stage => RunAsync(stage, stage.Batch(Raise, "select 1", Insert))),
        new(
            "Batches: first value",
            async stage =>
                stage.Note(
                    "scalar",
                    await stage.Call.ScalarAsync(stage.Batch(Raise, "select 'first'", "select 'second'"))
                )
        ),
        new(
            "Batches: empty",
            async stage =>
            {
                await stage.FailAsync("no query", () => RunAsync(stage, stage.Batch()));
                await stage.FailAsync("reader", () => ReadAsync(stage, stage.Batch()));
                await stage.FailAsync("scalar", () => stage.Call.ScalarAsync(stage.Batch()));
            }
        ),
        new(
            "Batches: executed twice",
            async stage =>
            {
                var batch = stage.Batch(Insert, Raise, "select 1");
                await RunAsync(stage, batch);
                await RunAsync(stage, batch);
            }
        ),
        new(
            "Batches: with positional parameters, executed twice",
            async stage =>
            {
                var batch = stage.Batch("update invoice set total = total + $1 where total < $2", "select $1");
                batch.BatchCommands[0].Parameters.Add(new NpgsqlParameter { Value = 1 });
                batch.BatchCommands[0].Parameters.Add(new NpgsqlParameter { Value = 3 });
                batch.BatchCommands[1].Parameters.Add(new NpgsqlParameter { Value = "told" });
                await RunAsync(stage, batch);
                batch.BatchCommands[0].Parameters[1].Value = 4;
                await RunAsync(stage, batch);
            }
        ),
        new(
            "Batches: with named parameters, executed twice",
            async stage =>
            {
                var batch = stage.Batch("update invoice set total = total + @by where total < @below");
                batch.BatchCommands[0].Parameters.Add(new NpgsqlParameter("by", 1));
                batch.BatchCommands[0].Parameters.Add(new NpgsqlParameter("below", 3));
                await RunAsync(stage, batch);
                batch.BatchCommands[0].Parameters[1].Value = 4;
                await stage.FailAsync("again", () => RunAsync(stage, batch));
            }
        ),
        new(
            "Batches: auto-prepared, executed often",
            async stage =>
            {
                var batch = stage.Batch("update invoice set total = total + $1 where total < 5", "select 1");
                batch.BatchCommands[0].Parameters.Add(new NpgsqlParameter { Value = 1 });
                for (var i = 0; i < 5; i++)
                {
                    await RunAsync(stage, batch);
                }
            }
        )
        {
            Connect = to => (to.MaxAutoPrepare, to.AutoPrepareMinUsages) = (5, 2),
            KeepsPrepared = true,
        },
        new(
            "Batches: an error in the middle",
            async stage =>
            {
                var batch = stage.Batch(Raise, "select 1 / 0", Insert);
                await stage.FailAsync("refused", () => stage.Call.NonQueryAsync(batch));
                Affected(stage, batch);
            }
        ),
        new(
            "Batches: an error while reading",
            async stage =>
            {
                await using var reader = await stage.Call.ReaderAsync(
                    stage.Batch("select 1", "select 1 / 0", "select 2")
                );
                await stage.RowsAsync(reader);
                await stage.FailAsync("next", () => stage.Call.NextResultAsync(reader));
                await stage.FailAsync("next", () => stage.Call.NextResultAsync(reader));
            }
        ),
        new(
            "Batches: the command that failed",
            async stage =>
            {
                var batch = stage.Batch(Raise, "select 1 / 0");
                try
                {
                    await stage.Call.NonQueryAsync(batch);
                }
                catch (DbException e)
                {
                    stage.Note("failed", e.BatchCommand?.CommandText);
                    stage.Note("the same", ReferenceEquals(e.BatchCommand, batch.BatchCommands[1]));
                }
            }
        )
        {
            Connect = to => to.IncludeFailedBatchedCommand = true,
        },
        new(
            "Batches: an error behind a barrier",
            async stage =>
            {
                var batch = stage.Batch(Raise, "select 1 / 0", Insert);
                Barrier(batch, 0);
                await stage.FailAsync("refused", () => stage.Call.NonQueryAsync(batch));
                Affected(stage, batch);
            }
        ),
        new(
            "Batches: an error before a barrier",
            async stage =>
            {
                var batch = stage.Batch("select 1 / 0", Raise, "select 2");
                Barrier(batch, 0);
                await stage.FailAsync("refused", () => stage.Call.NonQueryAsync(batch));
                Affected(stage, batch);
            }
        ),
        new(
            "Batches: several errors between barriers",
            async stage =>
            {
                var batch = stage.Batch("select 1 / 0", Raise, "select 2 / 0", Insert);
                Barrier(batch, 0, 1, 2, 3);
                await stage.FailAsync("refused", () => stage.Call.NonQueryAsync(batch));
                Affected(stage, batch);
            }
        ),
        new(
            "Batches: barriers without an error",
            stage =>
            {
                var batch = stage.Batch(Raise, "select 1", Insert, "select 2");
                Barrier(batch, 0, 1, 2, 3);
                return ReadAsync(stage, batch);
            }
        ),
        new(
            "Batches: barriers in a transaction that fails",
            async stage =>
            {
                await using var transaction = await stage.Call.BeginAsync(stage.Connection);
                var batch = stage.Batch(Raise, "select 1 / 0", Insert);
                Barrier(batch, 0, 1);
                await stage.FailAsync("refused", () => stage.Call.NonQueryAsync(batch));
                await stage.FailAsync("after", () => stage.RunAsync(Insert));
                await stage.Call.RollbackAsync(transaction);
            }
        ),
        new(
            "Batches: several statements in one command",
            stage => stage.FailAsync("refused", () => RunAsync(stage, stage.Batch("select 1; select 2")))
        ),
        new(
            "Batches: several statements and a parameter in one command",
            async stage =>
            {
                var batch = stage.Batch("select @a; select @a");
                batch.BatchCommands[0].Parameters.Add(new NpgsqlParameter("a", 1));
                await stage.FailAsync("refused", () => RunAsync(stage, batch));
            }
        ),
        new(
            "Batches: a semicolon at the end of a command",
            stage => ReadAsync(stage, stage.Batch("select 1;", "select 2;"))
        ),
        new(
            "Batches: an empty command",
            stage => stage.FailAsync("refused", () => RunAsync(stage, stage.Batch("select 1", "")))
        ),
        new(
            "Batches: a comment as command",
            stage => ReadAsync(stage, stage.Batch("select 1", "-- nothing", "select 2"))
        ),
        new(
            "Batches: a procedure",
            stage =>
            {
                var batch = stage.Batch("raise_totals", "select 1");
                batch.BatchCommands[0].CommandType = CommandType.StoredProcedure;
                batch.BatchCommands[0].Parameters.Add(new NpgsqlParameter { Value = 5 });
                return ReadAsync(stage, batch);
            }
        ),
        new(
            "Batches: outputs of two commands",
            async stage =>
            {
                var batch = stage.Batch("select 1 as a", "select 2 as a");
                foreach (var command in batch.BatchCommands)
                {
                    command.Parameters.Add(
                        new NpgsqlParameter
                        {
                            ParameterName = "a",
                            NpgsqlDbType = NpgsqlDbType.Integer,
                            Direction = ParameterDirection.Output,
                        }
                    );
                }

                await RunAsync(stage, batch);
                stage.Note("values", batch.BatchCommands.Select(command => command.Parameters[0].Value));
                await RunAsync(stage, batch);
                stage.Note("values", batch.BatchCommands.Select(command => command.Parameters[0].Value));
            }
        ),
        new(
            "Batches: transaction control",
            stage =>
                ReadAsync(
                    stage,
                    stage.Batch(
                        "begin",
                        Raise,
                        "savepoint s",
                        "delete from invoice",
                        "rollback to s",
                        "commit",
                        "select sum(total) from invoice"
                    )
                )
        ),
        new(
            "Batches: in a transaction",
            async stage =>
            {
                await using var transaction = await stage.Call.BeginAsync(stage.Connection);
                var batch = stage.Batch(Raise, Insert);
                batch.Transaction = transaction;
                await RunAsync(stage, batch);
                await stage.Call.RollbackAsync(transaction);
            }
        ),
        new(
            "Batches: prepared",
            async stage =>
            {
                var batch = stage.Batch("select $1::integer", Raise);
                batch.BatchCommands[0].Parameters.Add(new NpgsqlParameter<int>());
                await stage.Call.PrepareAsync(batch);
                batch.BatchCommands[0].Parameters[0].Value = 1;
                await RunAsync(stage, batch);
                batch.BatchCommands[0].Parameters[0].Value = 2;
                stage.Note("scalar", await stage.Call.ScalarAsync(batch));
            }
        )
        {
            KeepsPrepared = true,
        },
        new(
            "Batches: what a batch is",
            stage =>
            {
                var batch = stage.Batch("select 1");
                stage.Note("timeout", batch.Timeout);
                batch.Timeout = 5;
                stage.Note("timeout", batch.Timeout);
                stage.Fail("negative", () => batch.Timeout = -1);
                stage.Note("connection", ReferenceEquals(batch.Connection, stage.Connection));
                stage.Note("transaction", batch.Transaction);
                stage.Note("command", batch.CreateBatchCommand().GetType());
                var command = batch.BatchCommands[0];
                stage.Note("parameter", (command.CanCreateParameter, command.CreateParameter().GetType()));
                stage.Note("untold", (command.RecordsAffected, command.CommandType, command.CommandText));
                batch.Cancel();
                return Task.CompletedTask;
            }
        ),
        new(
            "Batches: without a connection",
            stage =>
                stage.FailAsync(
                    "refused",
                    () =>
                    {
                        var batch = stage.Batch("select 1");
                        batch.Connection = null;
                        return RunAsync(stage, batch);
                    }
                )
        ),
        new(
            "Batches: on a closed connection",
            async stage =>
            {
                var batch = stage.Batch("select 1");
                await stage.Call.CloseAsync(stage.Connection);
                await stage.FailAsync("run", () => RunAsync(stage, batch));
                await stage.FailAsync("prepare", () => stage.Call.PrepareAsync(batch));
            }
        ),
        new(
            "Batches: disposed",
            async stage =>
            {
                var batch = stage.Batch("select 1");
                await stage.Call.DisposeAsync(batch);
                await stage.FailAsync("run", () => RunAsync(stage, batch));
            }
        ),
        new(
            "Batches: of which a command is taken out",
            async stage =>
            {
                var batch = stage.Batch(Raise, Insert, "select 1");
                await RunAsync(stage, batch);
                batch.BatchCommands.RemoveAt(0);
                batch.BatchCommands.Add(new NpgsqlBatchCommand("select 2"));
                await ReadAsync(stage, batch);
            }
        ),
        new("Batches: a hundred commands", stage => RunAsync(stage, stage.Batch([.. Enumerable.Repeat(Insert, 100)]))),
    ];

    private static async Task RunAsync(Stage stage, DbBatch batch)
    {
        stage.Note("affected", await stage.Call.NonQueryAsync(batch));
        Affected(stage, batch);
    }

    private static async Task ReadAsync(Stage stage, DbBatch batch)
    {
        await using (var reader = await stage.Call.ReaderAsync(batch))
        {
            await stage.ResultsAsync(reader);
        }

        Affected(stage, batch);
    }

    private static void Affected(Stage stage, DbBatch batch) =>
        stage.Note(
            "of each",
            batch
                .BatchCommands.Cast<NpgsqlBatchCommand>()
                .Select(command => (command.RecordsAffected, command.Rows, command.StatementType))
        );

    private static void Barrier(DbBatch batch, params int[] after)
    {
        foreach (var i in after)
        {
            ((NpgsqlBatchCommand)batch.BatchCommands[i]).AppendErrorBarrier = true;
        }
    }
}
