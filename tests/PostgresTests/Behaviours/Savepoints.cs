using System.Collections.Immutable;
using System.Data.Common;

namespace PostgresTests.Behaviours;

internal static class Savepoints
{
    private const string Raise = "update invoice set total = total + 1";

    public static readonly ImmutableArray<Behaviour> All =
    [
        new(
            "Savepoints: rolled back to",
            stage =>
                WithAsync(
                    stage,
                    async transaction =>
                    {
                        await stage.RunAsync(Raise);
                        await stage.Call.SaveAsync(transaction, "s");
                        await stage.RunAsync("delete from invoice");
                        await stage.Call.RollbackAsync(transaction, "s");
                        await stage.Call.CommitAsync(transaction);
                    }
                )
        ),
        new(
            "Savepoints: released",
            stage =>
                WithAsync(
                    stage,
                    async transaction =>
                    {
                        await stage.Call.SaveAsync(transaction, "s");
                        await stage.RunAsync(Raise);
                        await stage.Call.ReleaseAsync(transaction, "s");
                        await stage.FailAsync("rollback", () => stage.Call.RollbackAsync(transaction, "s"));
                        await stage.FailAsync("aborted", () => stage.RunAsync(Raise));
                    }
                )
        ),
        new(
            "Savepoints: after an error",
            stage =>
                WithAsync(
                    stage,
                    async transaction =>
                    {
                        await stage.Call.SaveAsync(transaction, "s");
                        await stage.FailAsync("refused", () => stage.RunAsync("select 1 / 0"));
                        await stage.Call.RollbackAsync(transaction, "s");
                        await stage.RunAsync(Raise);
                        await stage.Call.CommitAsync(transaction);
                    }
                )
        ),
        new(
            "Savepoints: one in the other",
            stage =>
                WithAsync(
                    stage,
                    async transaction =>
                    {
                        await stage.Call.SaveAsync(transaction, "outer");
                        await stage.RunAsync(Raise);
                        await stage.Call.SaveAsync(transaction, "inner");
                        await stage.RunAsync(Raise);
                        await stage.Call.RollbackAsync(transaction, "inner");
                        await stage.Call.RollbackAsync(transaction, "outer");
                        await stage.FailAsync("gone", () => stage.Call.RollbackAsync(transaction, "inner"));
                    }
                )
        ),
        new(
            "Savepoints: of one name",
            stage =>
                WithAsync(
                    stage,
                    async transaction =>
                    {
                        await stage.Call.SaveAsync(transaction, "s");
                        await stage.RunAsync(Raise);
                        await stage.Call.SaveAsync(transaction, "s");
                        await stage.RunAsync(Raise);
                        await stage.Call.RollbackAsync(transaction, "s");
                        await stage.Call.CommitAsync(transaction);
                    }
                )
        ),
        new(
            "Savepoints: names that need quotes",
            stage =>
                WithAsync(
                    stage,
                    async transaction =>
                    {
                        await stage.Call.SaveAsync(transaction, "A name; \"quoted\"");
                        await stage.RunAsync(Raise);
                        await stage.Call.RollbackAsync(transaction, "A name; \"quoted\"");
                        await stage.Call.CommitAsync(transaction);
                    }
                )
        ),
        new(
            "Savepoints: without a name",
            stage =>
                WithAsync(
                    stage,
                    async transaction =>
                    {
                        await stage.FailAsync("null", () => stage.Call.SaveAsync(transaction, null!));
                        await stage.FailAsync("blank", () => stage.Call.SaveAsync(transaction, " "));
                        await stage.FailAsync("release", () => stage.Call.ReleaseAsync(transaction, null!));
                        await stage.FailAsync("rollback", () => stage.Call.RollbackAsync(transaction, ""));
                    }
                )
        ),
        new(
            "Savepoints: unknown",
            stage =>
                WithAsync(
                    stage,
                    async transaction =>
                    {
                        await stage.FailAsync("release", () => stage.Call.ReleaseAsync(transaction, "unknown"));
                        await stage.FailAsync("rollback", () => stage.Call.RollbackAsync(transaction, "unknown"));
                    }
                )
        ),
        new(
            "Savepoints: supported",
            stage =>
                WithAsync(
                    stage,
                    transaction =>
                    {
                        stage.Note("supported", transaction.SupportsSavepoints);
                        return Task.CompletedTask;
                    }
                )
        ),
        new(
            "Savepoints: text",
            async stage =>
            {
                await stage.RunAsync("begin");
                await stage.RunAsync("savepoint s");
                await stage.FailAsync("refused", () => stage.RunAsync("select 1 / 0"));
                await stage.RunAsync("rollback to savepoint s");
                await stage.RunAsync(Raise);
                await stage.RunAsync("release s");
                await stage.RunAsync("rollback work");
            }
        ),
        new(
            "Savepoints: in one text",
            stage =>
                stage.ReadAsync(
                    $"begin; savepoint s; {Raise}; rollback to s; {Raise}; release savepoint s; select sum(total) from invoice; commit"
                )
        ),
        new(
            "Savepoints: before any statement",
            stage =>
                WithAsync(
                    stage,
                    async transaction =>
                    {
                        await stage.Call.SaveAsync(transaction, "first");
                        await stage.RunAsync(Raise);
                        await stage.Call.RollbackAsync(transaction, "first");
                        await stage.AskAsync("select sum(total) from invoice");
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
