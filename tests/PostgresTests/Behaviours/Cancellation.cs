using System.Collections.Immutable;

namespace PostgresTests.Behaviours;

/// <summary>Commands that wait for a lock of the superuser's until they are cancelled.</summary>
internal static class Cancellation
{
    private const string Wait = "select pg_advisory_xact_lock(4711)";

    private const string Waiting = """
        select count(*) from pg_locks as l where l.locktype = 'advisory' and l.objid = 4711 and not l.granted
        """;

    public static readonly ImmutableArray<Behaviour> All =
    [
        new(
            "Cancellation: a token that is cancelled before",
            async stage =>
            {
                using var source = new CancellationTokenSource();
                await source.CancelAsync();
                var command = stage.Command("delete from invoice");
                await stage.FailAsync("no query", () => command.ExecuteNonQueryAsync(source.Token));
                await stage.FailAsync("scalar", () => command.ExecuteScalarAsync(source.Token));
                await stage.FailAsync("reader", () => command.ExecuteReaderAsync(source.Token));
                await stage.FailAsync(
                    "batch",
                    () => stage.Batch("delete from invoice").ExecuteNonQueryAsync(source.Token)
                );
                await stage.AskAsync("select 1");
            }
        )
        {
            OnlyAsync = true,
        },
        new(
            "Cancellation: a token that is cancelled before, several statements",
            async stage =>
            {
                using var source = new CancellationTokenSource();
                await source.CancelAsync();
                await stage.FailAsync(
                    "no query",
                    () => stage.Command("delete from invoice; select 1").ExecuteNonQueryAsync(source.Token)
                );
                await stage.FailAsync("prepare", () => stage.Command("select 1").PrepareAsync(source.Token));
                await stage.AskAsync("select 1");
            }
        )
        {
            OnlyAsync = true,
            KeepsPrepared = true,
        },
        new(
            "Cancellation: a token that is cancelled before opening and beginning",
            async stage =>
            {
                using var source = new CancellationTokenSource();
                await source.CancelAsync();
                await stage.FailAsync("open", () => stage.NewConnection().OpenAsync(source.Token));
                await stage.FailAsync("begin", () => stage.Connection.BeginTransactionAsync(source.Token).AsTask());
                await stage.AskAsync("select 1");
            }
        )
        {
            OnlyAsync = true,
        },
        new(
            "Cancellation: a token while a command runs",
            stage =>
                WaitingAsync(
                    stage,
                    async () =>
                    {
                        using var source = new CancellationTokenSource();
                        var running = stage.Command(Wait).ExecuteNonQueryAsync(source.Token);
                        await UntilWaitingAsync(stage, running);
                        await source.CancelAsync();
                        await stage.FailAsync("cancelled", () => running);
                    }
                )
        )
        {
            OnlyAsync = true,
        },
        new(
            "Cancellation: a token while a batch runs",
            stage =>
                WaitingAsync(
                    stage,
                    async () =>
                    {
                        using var source = new CancellationTokenSource();
                        var running = stage.Batch("delete from invoice", Wait).ExecuteNonQueryAsync(source.Token);
                        await UntilWaitingAsync(stage, running);
                        await source.CancelAsync();
                        await stage.FailAsync("cancelled", () => running);
                    }
                )
        )
        {
            OnlyAsync = true,
        },
        new(
            "Cancellation: a token while several statements run",
            stage =>
                WaitingAsync(
                    stage,
                    async () =>
                    {
                        using var source = new CancellationTokenSource();
                        var running = stage.Command($"delete from invoice; {Wait}").ExecuteScalarAsync(source.Token);
                        await UntilWaitingAsync(stage, running);
                        await source.CancelAsync();
                        await stage.FailAsync("cancelled", () => running);
                    }
                )
        )
        {
            OnlyAsync = true,
        },
        new(
            "Cancellation: a token in a transaction",
            stage =>
                WaitingAsync(
                    stage,
                    async () =>
                    {
                        await using var transaction = await stage.Connection.BeginTransactionAsync();
                        using var source = new CancellationTokenSource();
                        var running = stage.Command(Wait).ExecuteReaderAsync(source.Token);
                        await UntilWaitingAsync(stage, running);
                        await source.CancelAsync();
                        await stage.FailAsync("cancelled", () => running);
                        await stage.FailAsync("aborted", () => stage.AskAsync("select 2"));
                        await transaction.RollbackAsync();
                    }
                )
        )
        {
            OnlyAsync = true,
        },
        new(
            "Cancellation: cancel while a command runs",
            stage =>
                WaitingAsync(
                    stage,
                    async () =>
                    {
                        var command = stage.Command(Wait);
                        var running = Task.Run(() => stage.Call.ScalarAsync(command));
                        await UntilWaitingAsync(stage, running);
                        command.Cancel();
                        await stage.FailAsync("cancelled", () => running);
                    }
                )
        ),
        new(
            "Cancellation: cancel while a batch runs",
            stage =>
                WaitingAsync(
                    stage,
                    async () =>
                    {
                        var batch = stage.Batch("delete from invoice", Wait);
                        var running = Task.Run(() => stage.Call.NonQueryAsync(batch));
                        await UntilWaitingAsync(stage, running);
                        batch.Cancel();
                        await stage.FailAsync("cancelled", () => running);
                    }
                )
        ),
        new(
            "Cancellation: cancel while several statements run",
            stage =>
                WaitingAsync(
                    stage,
                    async () =>
                    {
                        var command = stage.Command($"select 1; {Wait}");
                        var running = Task.Run(() => stage.Call.NonQueryAsync(command));
                        await UntilWaitingAsync(stage, running);
                        command.Cancel();
                        await stage.FailAsync("cancelled", () => running);
                    }
                )
        ),
        new(
            "Cancellation: cancel of what does not run",
            async stage =>
            {
                var command = stage.Command("select 1");
                command.Cancel();
                await stage.AskAsync(command);
                command.Cancel();
                await stage.AskAsync(command);
                await stage.Call.CloseAsync(stage.Connection);
                command.Cancel();
                stage.Batch("select 1").Cancel();
            }
        ),
        new(
            "Cancellation: a time-out",
            stage =>
                WaitingAsync(
                    stage,
                    async () =>
                    {
                        var command = stage.Command(Wait);
                        command.CommandTimeout = 1;
                        await stage.FailAsync("too late", () => stage.Call.ScalarAsync(command));
                    }
                )
        ),
        new(
            "Cancellation: a time-out of a batch",
            stage =>
                WaitingAsync(
                    stage,
                    async () =>
                    {
                        var batch = stage.Batch("delete from invoice", Wait);
                        batch.Timeout = 1;
                        await stage.FailAsync("too late", () => stage.Call.NonQueryAsync(batch));
                    }
                )
        ),
        new(
            "Cancellation: a time-out of the server",
            async stage =>
            {
                await stage.RunAsync("set statement_timeout = 20");
                await stage.FailAsync("too late", () => stage.AskAsync("select pg_sleep(30)"));
                await stage.AskAsync("select 1");
            }
        ),
        new(
            "Cancellation: a time-out for a lock",
            stage =>
                WaitingAsync(
                    stage,
                    async () =>
                    {
                        await stage.RunAsync("set lock_timeout = 20");
                        await stage.FailAsync("too late", () => stage.AskAsync(Wait));
                    }
                )
        ),
        new(
            "Cancellation: a token while reading",
            async stage =>
            {
                using var source = new CancellationTokenSource();
                await using var reader = await stage
                    .Command("select n from generate_series(1, 100000) as n")
                    .ExecuteReaderAsync(source.Token);
                await reader.ReadAsync(source.Token);
                stage.Note("first", reader.GetInt32(0));
                await reader.CloseAsync();
                await source.CancelAsync();
                await stage.AskAsync("select 1");
            }
        )
        {
            OnlyAsync = true,
        },
    ];

    /// <summary>The connection is used once more after what was cancelled.</summary>
    private static async Task WaitingAsync(Stage stage, Func<Task> action)
    {
        await using (var holder = await stage.Superuser.OpenConnectionAsync())
        {
            await using var transaction = await holder.BeginTransactionAsync();
            await using var hold = holder.CreateCommand();
            hold.CommandText = Wait;
            await hold.ExecuteNonQueryAsync();
            await action();
        }

        await stage.AskAsync("select count(*) from invoice");
    }

    /// <summary>Asks the server until the command waits for the lock, or is over.</summary>
    private static async Task UntilWaitingAsync(Stage stage, Task running)
    {
        while (!running.IsCompleted && await Statements.ReadAsync(stage.Superuser, Waiting) is 0L)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
