using System.Collections.Immutable;
using System.Data.Common;
using System.Transactions;

namespace PostgresTests.Behaviours;

internal static class AmbientTransactions
{
    private const string Raise = "update invoice set total = total + 1";
    private const string Sum = "select sum(total) from invoice";

    public static readonly ImmutableArray<Behaviour> All =
    [
        new(
            "Ambient transactions: completed",
            async stage =>
            {
                using var scope = Scope();
                var connection = await OpenAsync(stage);
                await stage.RunAsync(Stage.Command(connection, Raise));
                scope.Complete();
            }
        ),
        new(
            "Ambient transactions: not completed",
            async stage =>
            {
                using var scope = Scope();
                var connection = await OpenAsync(stage);
                await stage.RunAsync(Stage.Command(connection, Raise));
            }
        ),
        new(
            "Ambient transactions: a connection closed inside and opened again",
            async stage =>
            {
                using var scope = Scope();
                for (var i = 0; i < 2; i++)
                {
                    var connection = await OpenAsync(stage);
                    await stage.AskAsync(Stage.Command(connection, Sum));
                    await stage.RunAsync(Stage.Command(connection, Raise));
                    await stage.Call.CloseAsync(connection);
                }

                scope.Complete();
            }
        ),
        new(
            "Ambient transactions: a connection used after the scope",
            async stage =>
            {
                var connection = stage.NewConnection();
                using (Scope())
                {
                    await stage.Call.OpenAsync(connection);
                    await stage.RunAsync(Stage.Command(connection, Raise));
                }

                stage.Note("state", connection.State);
                await stage.AskAsync(Stage.Command(connection, Sum));
            }
        ),
        new(
            "Ambient transactions: opened before the scope",
            async stage =>
            {
                var connection = await OpenAsync(stage);
                using (Scope())
                {
                    await stage.RunAsync(Stage.Command(connection, Raise));
                }

                await stage.AskAsync(Stage.Command(connection, Sum));
            }
        ),
        new(
            "Ambient transactions: enlisted by hand",
            async stage =>
            {
                var connection = await OpenAsync(stage);
                using (Scope())
                {
                    connection.EnlistTransaction(Transaction.Current);
                    await stage.RunAsync(Stage.Command(connection, Raise));
                    stage.Fail("again", () => connection.EnlistTransaction(Transaction.Current));
                }

                await stage.AskAsync(Stage.Command(connection, Sum));
            }
        ),
        new(
            "Ambient transactions: enlisted while in a transaction",
            async stage =>
            {
                var connection = await OpenAsync(stage);
                await using var transaction = await stage.Call.BeginAsync(connection);
                using var scope = Scope();
                stage.Fail("enlist", () => connection.EnlistTransaction(Transaction.Current));
            }
        ),
        new(
            "Ambient transactions: begin inside",
            async stage =>
            {
                using var scope = Scope();
                var connection = await OpenAsync(stage);
                await stage.FailAsync("begin", () => stage.Call.BeginAsync(connection));
                await stage.RunAsync(Stage.Command(connection, Raise));
                scope.Complete();
            }
        ),
        new(
            "Ambient transactions: an isolation level",
            async stage =>
            {
                using var scope = new TransactionScope(
                    TransactionScopeOption.Required,
                    new TransactionOptions { IsolationLevel = IsolationLevel.RepeatableRead },
                    TransactionScopeAsyncFlowOption.Enabled
                );
                var connection = await OpenAsync(stage);
                await stage.AskAsync(Stage.Command(connection, "show transaction_isolation"));
            }
        ),
        new(
            "Ambient transactions: suppressed",
            async stage =>
            {
                using var scope = Scope();
                using var none = new TransactionScope(
                    TransactionScopeOption.Suppress,
                    TransactionScopeAsyncFlowOption.Enabled
                );
                var connection = await OpenAsync(stage);
                await stage.RunAsync(Stage.Command(connection, Raise));
            }
        ),
        new(
            "Ambient transactions: one inside the other that is not completed",
            async stage =>
            {
                await stage.FailAsync(
                    "complete",
                    async () =>
                    {
                        using var outer = Scope();
                        var connection = await OpenAsync(stage);
                        await stage.RunAsync(Stage.Command(connection, Raise));
                        using (Scope())
                        {
                            await stage.RunAsync(Stage.Command(connection, Raise));
                        }

                        outer.Complete();
                    }
                );
            }
        ),
        new(
            "Ambient transactions: a new one inside the other",
            async stage =>
            {
                using var outer = Scope();
                using (
                    var inner = new TransactionScope(
                        TransactionScopeOption.RequiresNew,
                        TransactionScopeAsyncFlowOption.Enabled
                    )
                )
                {
                    var connection = await OpenAsync(stage);
                    await stage.RunAsync(
                        Stage.Command(connection, "update invoice set total = total + 1 where total = 1")
                    );
                    inner.Complete();
                }

                var other = await OpenAsync(stage);
                await stage.RunAsync(Stage.Command(other, "update invoice set total = total + 1 where total = 3"));
            }
        ),
        new(
            "Ambient transactions: an error in one that is completed",
            async stage =>
            {
                await stage.FailAsync(
                    "complete",
                    async () =>
                    {
                        using var scope = Scope();
                        var connection = await OpenAsync(stage);
                        await stage.RunAsync(Stage.Command(connection, Raise));
                        await stage.FailAsync(
                            "refused",
                            () => stage.RunAsync(Stage.Command(connection, "select 1 / 0"))
                        );
                        await stage.FailAsync("aborted", () => stage.AskAsync(Stage.Command(connection, Sum)));
                        scope.Complete();
                    }
                );
            }
        ),
        new(
            "Ambient transactions: a commit that fails",
            async stage =>
            {
                await stage.FailAsync(
                    "complete",
                    async () =>
                    {
                        using var scope = Scope();
                        var connection = await OpenAsync(stage);
                        await stage.RunAsync(Stage.Command(connection, "update invoice set note = 'the same'"));
                        scope.Complete();
                    }
                );
            }
        ),
        new(
            "Ambient transactions: rolled back by hand",
            async stage =>
            {
                await stage.FailAsync(
                    "complete",
                    async () =>
                    {
                        using var scope = Scope();
                        var connection = await OpenAsync(stage);
                        await stage.RunAsync(Stage.Command(connection, Raise));
                        Transaction.Current!.Rollback();
                        await stage.FailAsync("after", () => stage.RunAsync(Stage.Command(connection, Raise)));
                        scope.Complete();
                    }
                );
            }
        ),
        new(
            "Ambient transactions: not enlisted",
            async stage =>
            {
                using var scope = Scope();
                var connection = await OpenAsync(stage);
                await stage.RunAsync(Stage.Command(connection, Raise));
            }
        )
        {
            Connect = to => to.Enlist = false,
        },
        new(
            "Ambient transactions: a command of the data source",
            async stage =>
            {
                using (Scope())
                {
                    await using var command = stage.Source.CreateCommand(Raise);
                    await stage.RunAsync(command);
                    await using var again = stage.Source.CreateCommand(Sum);
                    await stage.AskAsync(again);
                }
            }
        ),
    ];

    private static TransactionScope Scope() => new(TransactionScopeAsyncFlowOption.Enabled);

    private static async Task<DbConnection> OpenAsync(Stage stage)
    {
        var connection = stage.NewConnection();
        await stage.Call.OpenAsync(connection);
        return connection;
    }
}
