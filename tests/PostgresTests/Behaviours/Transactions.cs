using System.Collections.Immutable;
using System.Data;
using System.Data.Common;

namespace PostgresTests.Behaviours;

internal static class Transactions
{
    private const string Raise = "update invoice set total = total + 1";
    private const string Sum = "select sum(total) from invoice";
    private const string Conflict = "update invoice set note = 'the same, which is checked at the end'";

    public static readonly ImmutableArray<Behaviour> All =
    [
        new(
            "Transactions: commit",
            stage =>
                WithAsync(
                    stage,
                    async transaction =>
                    {
                        await stage.RunAsync(Raise);
                        await stage.AskAsync(Sum);
                        await stage.Call.CommitAsync(transaction);
                        await stage.AskAsync(Sum);
                    }
                )
        ),
        new(
            "Transactions: rollback",
            stage =>
                WithAsync(
                    stage,
                    async transaction =>
                    {
                        await stage.RunAsync(Raise);
                        await stage.Call.RollbackAsync(transaction);
                        await stage.AskAsync(Sum);
                    }
                )
        ),
        new(
            "Transactions: disposed",
            async stage =>
            {
                var transaction = await stage.Call.BeginAsync(stage.Connection);
                await stage.RunAsync(Raise);
                await stage.Call.DisposeAsync(transaction);
                await stage.Call.DisposeAsync(transaction);
                await stage.AskAsync(Sum);
            }
        ),
        new(
            "Transactions: nothing in it",
            stage => WithAsync(stage, transaction => stage.Call.CommitAsync(transaction))
        ),
        new(
            "Transactions: isolation levels",
            async stage =>
            {
                foreach (
                    var level in new[]
                    {
                        IsolationLevel.Unspecified,
                        IsolationLevel.ReadUncommitted,
                        IsolationLevel.ReadCommitted,
                        IsolationLevel.RepeatableRead,
                        IsolationLevel.Snapshot,
                        IsolationLevel.Serializable,
                    }
                )
                {
                    await using var transaction = await stage.Call.BeginAsync(stage.Connection, level);
                    stage.Note("level", transaction.IsolationLevel);
                    await stage.AskAsync("show transaction_isolation");
                    await stage.Call.RollbackAsync(transaction);
                }
            }
        ),
        new(
            "Transactions: an isolation level that there is not",
            async stage =>
            {
                await stage.FailAsync("chaos", () => stage.Call.BeginAsync(stage.Connection, IsolationLevel.Chaos));
                await stage.AskAsync(Sum);
            }
        ),
        new(
            "Transactions: nested",
            stage =>
                WithAsync(
                    stage,
                    async transaction =>
                    {
                        await stage.FailAsync("begin", () => stage.Call.BeginAsync(stage.Connection));
                        await stage.RunAsync(Raise);
                        await stage.Call.CommitAsync(transaction);
                    }
                )
        ),
        new(
            "Transactions: one after the other",
            async stage =>
            {
                for (var i = 0; i < 2; i++)
                {
                    await WithAsync(
                        stage,
                        async transaction =>
                        {
                            await stage.RunAsync(Raise);
                            await stage.Call.CommitAsync(transaction);
                        }
                    );
                }
            }
        ),
        new(
            "Transactions: over already",
            stage =>
                WithAsync(
                    stage,
                    async transaction =>
                    {
                        await stage.Call.CommitAsync(transaction);
                        await stage.FailAsync("commit", () => stage.Call.CommitAsync(transaction));
                        await stage.FailAsync("rollback", () => stage.Call.RollbackAsync(transaction));
                        await stage.FailAsync("save", () => stage.Call.SaveAsync(transaction, "s"));
                        stage.Fail("level", () => stage.Note("level", transaction.IsolationLevel));
                        stage.Fail("connection", () => stage.Note("connection", transaction.Connection is null));
                        stage.Note("savepoints", transaction.SupportsSavepoints);
                        await stage.Call.DisposeAsync(transaction);
                        stage.Fail("level", () => stage.Note("level", transaction.IsolationLevel));
                        stage.Fail("connection", () => stage.Note("connection", transaction.Connection is null));
                        await stage.FailAsync("commit", () => stage.Call.CommitAsync(transaction));
                    }
                )
        ),
        new(
            "Transactions: a completed one given to a command",
            stage =>
                WithAsync(
                    stage,
                    async transaction =>
                    {
                        await stage.Call.CommitAsync(transaction);
                        stage.Fail("command", () => stage.Command(Sum).Transaction = transaction);
                        stage.Fail("batch", () => stage.Batch(Sum).Transaction = transaction);
                    }
                )
        ),
        new(
            "Transactions: its connection",
            stage =>
                WithAsync(
                    stage,
                    transaction =>
                    {
                        stage.Note("connection", ReferenceEquals(transaction.Connection, stage.Connection));
                        stage.Note("level", transaction.IsolationLevel);
                        var command = stage.Command(Sum);
                        command.Transaction = transaction;
                        stage.Note("command's", ReferenceEquals(command.Transaction, transaction));
                        command.Connection = null;
                        stage.Note("without connection", command.Transaction is null);
                        return Task.CompletedTask;
                    }
                )
        ),
        new(
            "Transactions: a command without it takes part",
            stage =>
                WithAsync(
                    stage,
                    async transaction =>
                    {
                        var command = stage.Command(Raise);
                        command.Transaction = null;
                        await stage.RunAsync(command);
                        await stage.Call.RollbackAsync(transaction);
                    }
                )
        ),
        new(
            "Transactions: after an error",
            stage =>
                WithAsync(
                    stage,
                    async transaction =>
                    {
                        await stage.RunAsync(Raise);
                        await stage.FailAsync("refused", () => stage.RunAsync("select 1 / 0"));
                        await stage.FailAsync("aborted", () => stage.AskAsync(Sum));
                        await stage.FailAsync("commit", () => stage.Call.CommitAsync(transaction));
                        await stage.AskAsync(Sum);
                    }
                )
        ),
        new(
            "Transactions: a commit that fails",
            stage =>
                WithAsync(
                    stage,
                    async transaction =>
                    {
                        await stage.RunAsync(Conflict);
                        await stage.FailAsync("commit", () => stage.Call.CommitAsync(transaction));
                        await stage.FailAsync("rollback", () => stage.Call.RollbackAsync(transaction));
                        await stage.AskAsync(Sum);
                    }
                )
        ),
        new(
            "Transactions: a closed connection rolls back",
            async stage =>
            {
                var transaction = await stage.Call.BeginAsync(stage.Connection);
                await stage.RunAsync(Raise);
                await stage.Call.CloseAsync(stage.Connection);
                await stage.FailAsync("commit", () => stage.Call.CommitAsync(transaction));
                await stage.FailAsync("dispose", () => stage.Call.DisposeAsync(transaction));
                await stage.Call.OpenAsync(stage.Connection);
                await stage.AskAsync(Sum);
            }
        ),
        new(
            "Transactions: on a closed connection",
            async stage =>
            {
                await stage.Call.CloseAsync(stage.Connection);
                await stage.FailAsync("begin", () => stage.Call.BeginAsync(stage.Connection));
            }
        ),
        new(
            "Transactions: while a reader is open",
            stage =>
                WithAsync(
                    stage,
                    async transaction =>
                    {
                        await using var reader = await stage.Call.ReaderAsync(
                            stage.Command("select n from generate_series(1, 10) as n")
                        );
                        await stage.Call.ReadAsync(reader);
                        await stage.FailAsync("commit", () => stage.Call.CommitAsync(transaction));
                        await stage.FailAsync("save", () => stage.Call.SaveAsync(transaction, "s"));
                        await stage.FailAsync("rollback", () => stage.Call.RollbackAsync(transaction));
                    }
                )
        ),
        new(
            "Transactions: disposed while a reader is open",
            async stage =>
            {
                var transaction = await stage.Call.BeginAsync(stage.Connection);
                await using var reader = await stage.Call.ReaderAsync(stage.Command($"{Raise} returning total"));
                await stage.FailAsync("dispose", () => stage.Call.DisposeAsync(transaction));
                stage.Note("reader", reader.IsClosed);
            }
        ),
        new(
            "Transactions: begun while a reader is open",
            async stage =>
            {
                await using var reader = await stage.Call.ReaderAsync(stage.Command("select 1"));
                await stage.FailAsync("begin", () => stage.Call.BeginAsync(stage.Connection));
            }
        ),
        new(
            "Transactions: two that cannot be put in an order",
            async stage =>
            {
                var other = stage.NewConnection();
                await stage.Call.OpenAsync(other);
                await using var first = await stage.Call.BeginAsync(stage.Connection, IsolationLevel.RepeatableRead);
                await stage.AskAsync(Sum);
                await stage.RunAsync(Stage.Command(other, Raise));
                await stage.FailAsync("conflict", () => stage.RunAsync(Raise));
            }
        ),
        new(
            "Transactions: unsaved changes are not seen elsewhere",
            stage =>
                WithAsync(
                    stage,
                    async transaction =>
                    {
                        var other = stage.NewConnection();
                        await stage.Call.OpenAsync(other);
                        await stage.RunAsync(Raise);
                        await stage.AskAsync(Stage.Command(other, Sum));
                        await stage.Call.CommitAsync(transaction);
                        await stage.AskAsync(Stage.Command(other, Sum));
                    }
                )
        ),
    ];

    private static async Task WithAsync(Stage stage, Func<DbTransaction, Task> work)
    {
        await using var transaction = await stage.Call.BeginAsync(stage.Connection);
        await work(transaction);
    }
}
