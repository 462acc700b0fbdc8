using System.Collections.Immutable;
using System.Data.Common;

namespace PostgresTests.Behaviours;

internal static class TransactionTexts
{
    private const string Raise = "update invoice set total = total + 1";
    private const string Sum = "select sum(total) from invoice";

    public static readonly ImmutableArray<Behaviour> All =
    [
        new(
            "Transactions: text",
            async stage =>
            {
                await stage.RunAsync("begin isolation level serializable");
                await stage.AskAsync("show transaction_isolation");
                await stage.RunAsync(Raise);
                await stage.RunAsync("rollback");
                await stage.RunAsync("start transaction read only");
                await stage.FailAsync("read only", () => stage.RunAsync(Raise));
                await stage.RunAsync("end");
                await stage.AskAsync(Sum);
            }
        ),
        new(
            "Transactions: one text from begin to commit",
            stage => stage.ReadAsync($"begin; {Raise}; {Sum}; commit; {Sum}")
        ),
        new("Transactions: one text from begin to rollback", stage => stage.RunAsync($"begin; {Raise}; rollback")),
        new(
            "Transactions: a text that begins and goes on",
            async stage =>
            {
                await stage.RunAsync($"begin; {Raise}");
                await stage.AskAsync(Sum);
                await stage.RunAsync($"rollback; {Raise}");
            }
        ),
        new(
            "Transactions: commit in the middle of a text that fails",
            async stage =>
            {
                await stage.FailAsync(
                    "refused",
                    () => stage.RunAsync($"begin; {Raise}; commit; delete from invoice; select 1 / 0")
                );
                await stage.AskAsync(Sum);
            }
        ),
        new(
            "Transactions: commit as text ends the object",
            stage =>
                WithAsync(
                    stage,
                    async transaction =>
                    {
                        await stage.RunAsync(Raise);
                        await stage.RunAsync("commit");
                        await stage.FailAsync("commit", () => stage.Call.CommitAsync(transaction));
                    }
                )
        ),
        new(
            "Transactions: begun as text, then as object",
            async stage =>
            {
                await stage.RunAsync("begin");
                await stage.FailAsync("begin", () => stage.Call.BeginAsync(stage.Connection));
                await stage.RunAsync(Raise);
                await stage.RunAsync("rollback");
            }
        ),
        new(
            "Transactions: begin twice as text",
            async stage =>
            {
                await stage.RunAsync("begin");
                await stage.RunAsync("begin");
                await stage.RunAsync(Raise);
                await stage.RunAsync("rollback");
            }
        ),
        new(
            "Transactions: commit and rollback without one",
            async stage =>
            {
                await stage.RunAsync("commit");
                await stage.RunAsync("rollback");
                await stage.FailAsync("savepoint", () => stage.RunAsync("savepoint s"));
                await stage.FailAsync("chain", () => stage.RunAsync("commit and chain"));
                await stage.AskAsync(Sum);
            }
        ),
        new(
            "Transactions: commit and chain",
            async stage =>
            {
                await stage.RunAsync("begin isolation level repeatable read");
                await stage.RunAsync(Raise);
                await stage.RunAsync("commit and chain");
                await stage.AskAsync("show transaction_isolation");
                await stage.RunAsync(Raise);
                await stage.RunAsync("rollback");
            }
        ),
        new(
            "Transactions: commit through a reader",
            async stage =>
            {
                await stage.RunAsync("begin");
                await stage.RunAsync(Raise);
                await stage.ReadAsync("select 1; commit; select 2");
                await stage.AskAsync(Sum);
            }
        ),
        new(
            "Transactions: commit through a reader that fails before",
            async stage =>
            {
                await stage.RunAsync("begin");
                await stage.RunAsync(Raise);
                await using (var reader = await stage.Call.ReaderAsync(stage.Command("select 1; select 1 / 0; commit")))
                {
                    await stage.FailAsync("next", () => stage.Call.NextResultAsync(reader));
                }

                await stage.FailAsync("aborted", () => stage.AskAsync(Sum));
                await stage.RunAsync("rollback");
            }
        ),
        new(
            "Transactions: set transaction",
            stage =>
                WithAsync(
                    stage,
                    async transaction =>
                    {
                        await stage.RunAsync("set transaction isolation level serializable");
                        await stage.RunAsync("set transaction read only");
                        await stage.AskAsync("show transaction_isolation");
                        await stage.FailAsync("read only", () => stage.RunAsync(Raise));
                    }
                )
        ),
        new(
            "Transactions: read only by default",
            async stage =>
            {
                await stage.RunAsync("set session characteristics as transaction read only");
                await stage.AskAsync(Sum);
                await stage.FailAsync("read only", () => stage.RunAsync(Raise));
            }
        ),
        new(
            "Transactions: local settings",
            stage =>
                WithAsync(
                    stage,
                    async transaction =>
                    {
                        await stage.RunAsync("set local application_name = 'inside'");
                        await stage.AskAsync("show application_name");
                        await stage.Call.CommitAsync(transaction);
                        await stage.AskAsync("show application_name");
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
