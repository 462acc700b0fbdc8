using System.Collections.Immutable;
using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using IsolationLevel = System.Data.IsolationLevel;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>Transactions: explicit, with savepoints, shared, ambient, of SaveChanges itself, and tried again.</summary>
internal static class Transacting
{
    private const string Raise = "update book set \"Pages\" = \"Pages\" + 1";

    private const string Terminate =
        "select pg_terminate_backend(a.pid) from pg_stat_activity as a where a.datname = current_database()"
        + " and a.usename = 'ringfence_app'";

    public static readonly ImmutableArray<Behaviour> All =
    [
        Within(
            "Transactions: committed",
            async (stage, db, transaction) =>
            {
                await RaiseAsync(stage, db);
                await AddAsync(stage, db, "one");
                await AddAsync(stage, db, "two");
                await stage.CallAsync(transaction.Commit, transaction.CommitAsync);
            }
        ),
        Within(
            "Transactions: rolled back",
            async (stage, db, transaction) =>
            {
                await AddAsync(stage, db, "one");
                await stage.CallAsync(transaction.Rollback, transaction.RollbackAsync);
                stage.Tracked(db);
                stage.Note("count", (await stage.ListAsync(db.Publishers)).Count);
            }
        ),
        Within(
            "Transactions: left open",
            async (stage, db, _) =>
            {
                await AddAsync(stage, db, "one");
                stage.Note("current", db.Database.CurrentTransaction is not null);
            }
        ),
        Within(
            "Transactions: with nothing in them",
            (stage, _, transaction) => stage.CallAsync(transaction.Commit, transaction.CommitAsync)
        ),
        Within(
            "Transactions: by the facade",
            async (stage, db, _) =>
            {
                await RaiseAsync(stage, db);
                await stage.CallAsync(db.Database.CommitTransaction, db.Database.CommitTransactionAsync);
                await stage.FailAsync(
                    "again",
                    () => stage.CallAsync(db.Database.CommitTransaction, db.Database.CommitTransactionAsync)
                );
            }
        ),
        Within(
            "Transactions: one in the other",
            (stage, db, _) =>
                stage.FailAsync(
                    "second",
                    () =>
                        stage.CallAsync(
                            () => db.Database.BeginTransaction(),
                            async to => await db.Database.BeginTransactionAsync(to)
                        )
                )
        ),
        Within(
            "Transactions: savepoints",
            async (stage, db, transaction) =>
            {
                await AddAsync(stage, db, "kept");
                await stage.CallAsync(
                    () => transaction.CreateSavepoint("s"),
                    to => transaction.CreateSavepointAsync("s", to)
                );
                await AddAsync(stage, db, "lost");
                await stage.CallAsync(
                    () => transaction.RollbackToSavepoint("s"),
                    to => transaction.RollbackToSavepointAsync("s", to)
                );
                await stage.CallAsync(
                    () => transaction.ReleaseSavepoint("s"),
                    to => transaction.ReleaseSavepointAsync("s", to)
                );
                stage.Note("count", (await stage.ListAsync(db.Publishers)).Count);
                await stage.CallAsync(transaction.Commit, transaction.CommitAsync);
            }
        ),
        Within(
            "Transactions: a savepoint before any statement",
            async (stage, db, transaction) =>
            {
                await stage.CallAsync(
                    () => transaction.CreateSavepoint("s"),
                    to => transaction.CreateSavepointAsync("s", to)
                );
                await RaiseAsync(stage, db);
                await stage.CallAsync(
                    () => transaction.RollbackToSavepoint("s"),
                    to => transaction.RollbackToSavepointAsync("s", to)
                );
                stage.Note("count", (await stage.ListAsync(db.Publishers)).Count);
                await AddAsync(stage, db, "new");
                await stage.CallAsync(transaction.Commit, transaction.CommitAsync);
            }
        ),
        Within(
            "Transactions: a failure within, and on",
            async (stage, db, transaction) =>
            {
                await AddAsync(stage, db, "kept");
                var author = new Library.Author { Name = "Ada" };
                db.Add(author);
                await stage.FailAsync("refused", () => stage.SaveAsync(db));
                author.Name = "Ida";
                await stage.SavedAsync(db);
                await stage.CallAsync(transaction.Commit, transaction.CommitAsync);
            }
        ),
        Within(
            "Transactions: a failure within, without savepoints",
            async (stage, db, _) =>
            {
                db.Database.AutoSavepointsEnabled = false;
                db.Add(new Library.Author { Name = "Ada" });
                await stage.FailAsync("refused", () => stage.SaveAsync(db));
                await stage.FailAsync("aborted", () => stage.ListAsync(db.Authors));
            }
        ),
        Behaviour.With(
            "Transactions: rolled back on a connection that stays open",
            async (stage, db) =>
            {
                await stage.CallAsync(db.Database.OpenConnection, db.Database.OpenConnectionAsync);
                await using (await stage.CallAsync(db.Database.BeginTransaction, db.Database.BeginTransactionAsync))
                {
                    await RaiseAsync(stage, db);
                }

                await AddAsync(stage, db, "new");
                stage.Note("count", (await stage.ListAsync(db.Publishers)).Count);
            }
        ),
        Behaviour.With(
            "Transactions: of an isolation level",
            async (stage, db) =>
            {
                await using var transaction = await stage.CallAsync(
                    () => db.Database.BeginTransaction(IsolationLevel.Serializable),
                    to => db.Database.BeginTransactionAsync(IsolationLevel.Serializable, to)
                );
                await stage.RowsAsync(
                    db.Database.SqlQueryRaw<string>("select current_setting('transaction_isolation') as \"Value\"")
                );
                stage.Note("level", transaction.GetDbTransaction().IsolationLevel);
            }
        ),
        Within(
            "Transactions: shared by two contexts",
            async (stage, db, transaction) =>
            {
                await AddAsync(stage, db, "first");
                await using (var other = stage.Open())
                {
                    other.Database.SetDbConnection(db.Database.GetDbConnection());
                    await stage.CallAsync(
                        () => other.Database.UseTransaction(transaction.GetDbTransaction()),
                        async to => await other.Database.UseTransactionAsync(transaction.GetDbTransaction(), to)
                    );
                    await AddAsync(stage, other, "second");
                    stage.Note("count", (await stage.ListAsync(other.Publishers)).Count);
                }

                await stage.CallAsync(transaction.Commit, transaction.CommitAsync);
            }
        ),
        Behaviour.With(
            "Transactions: of the driver's",
            async (stage, db) =>
            {
                await stage.CallAsync(db.Database.OpenConnection, db.Database.OpenConnectionAsync);
                await using var transaction = await db
                    .Database.GetDbConnection()
                    .BeginTransactionAsync(Stage.Cancellation);
                db.Database.UseTransaction(transaction);
                await AddAsync(stage, db, "new");
                await transaction.CommitAsync(Stage.Cancellation);
                db.Database.UseTransaction(null);
                stage.Note("count", (await stage.ListAsync(db.Publishers)).Count);
            }
        ),
        Automatic("Transactions: never by themselves", AutoTransactionBehavior.Never, fails: false),
        Automatic("Transactions: never by themselves, with a failure", AutoTransactionBehavior.Never, fails: true),
        Automatic("Transactions: always by themselves", AutoTransactionBehavior.Always, fails: false),
        Automatic("Transactions: always by themselves, with a failure", AutoTransactionBehavior.Always, fails: true),
        Automatic("Transactions: where needed, with a failure", AutoTransactionBehavior.WhenNeeded, fails: true),
        Ambient("Ambient transactions: completed", completes: true, AddTwoAsync),
        Ambient("Ambient transactions: given up", completes: false, AddTwoAsync),
        Ambient(
            "Ambient transactions: of two contexts, one after the other",
            completes: true,
            async (stage, db) =>
            {
                await AddAsync(stage, db, "one");
                await using var other = stage.Open();
                await AddAsync(stage, other, "two");
            }
        ),
        Ambient(
            "Ambient transactions: a connection without a statement",
            completes: true,
            async (stage, db) =>
            {
                await stage.CallAsync(db.Database.OpenConnection, db.Database.OpenConnectionAsync);
                await stage.CallAsync(db.Database.CloseConnection, _ => db.Database.CloseConnectionAsync());
            }
        ),
        Ambient("Ambient transactions: without a connection", completes: true, (_, _) => Task.CompletedTask),
        Behaviour.With(
            "Ambient transactions: enlisted in by hand",
            async (stage, db) =>
            {
                using var transaction = new CommittableTransaction();
                await stage.CallAsync(db.Database.OpenConnection, db.Database.OpenConnectionAsync);
                db.Database.EnlistTransaction(transaction);
                await AddAsync(stage, db, "new");
                transaction.Commit();
                stage.Note("count", (await stage.ListAsync(db.Publishers)).Count);
            }
        ),
        Behaviour.With(
            "Ambient transactions: suppressed",
            async (stage, db) =>
            {
                using var outer = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
                using (
                    var inner = new TransactionScope(
                        TransactionScopeOption.Suppress,
                        TransactionScopeAsyncFlowOption.Enabled
                    )
                )
                {
                    await AddAsync(stage, db, "kept");
                    inner.Complete();
                }
            }
        ),
        Retrying(
            "Retries: a query",
            async (stage, db) =>
            {
                stage.Note("before", (await stage.ListAsync(db.Authors)).Count);
                await TerminateAsync(stage);
                stage.Note("after", (await stage.ListAsync(db.Books.Include(row => row.Tags))).Count);
            }
        ),
        Retrying(
            "Retries: changes",
            async (stage, db) =>
            {
                stage.Note("before", (await stage.ListAsync(db.Authors)).Count);
                await TerminateAsync(stage);
                db.AddRange(new Library.Publisher { Name = "new" }, new Library.Publisher { Name = "newer" });
                await stage.SavedAsync(db);
            }
        ),
        Retrying(
            "Retries: a transaction of the user's",
            (stage, db) =>
                stage.FailAsync(
                    "refused",
                    () =>
                        stage.CallAsync(
                            () => db.Database.BeginTransaction(),
                            async to => await db.Database.BeginTransactionAsync(to)
                        )
                )
        ),
        Retrying(
            "Retries: a transaction as a whole",
            async (stage, db) =>
            {
                var times = 0;
                await db
                    .Database.CreateExecutionStrategy()
                    .ExecuteAsync(async () =>
                    {
                        db.ChangeTracker.Clear();
                        await using var transaction = await db.Database.BeginTransactionAsync(Stage.Cancellation);
                        await AddAsync(stage, db, "first");
                        if (times++ == 0)
                        {
                            await TerminateAsync(stage);
                        }

                        await AddAsync(stage, db, "second");
                        await transaction.CommitAsync(Stage.Cancellation);
                    });
                stage.Note("times", times);
            }
        ),
    ];

    private static Task<int> RaiseAsync(Stage stage, Store db) =>
        stage.CallAsync(() => db.Database.ExecuteSqlRaw(Raise), to => db.Database.ExecuteSqlRawAsync(Raise, to));

    private static Task<int> AddAsync(Stage stage, Store db, string name)
    {
        db.Add(new Library.Publisher { Name = name });
        return stage.SaveAsync(db);
    }

    private static async Task AddTwoAsync(Stage stage, Store db)
    {
        await AddAsync(stage, db, "one");
        await AddAsync(stage, db, "two");
        stage.Note("count", (await stage.ListAsync(db.Publishers)).Count);
    }

    private static async Task TerminateAsync(Stage stage)
    {
        await using var command = stage.Side.Superuser.CreateCommand(Terminate);
        await command.ExecuteNonQueryAsync(Stage.Cancellation);
    }

    private static Behaviour Within(string name, Func<Stage, Store, IDbContextTransaction, Task> action) =>
        Behaviour.With(
            name,
            async (stage, db) =>
            {
                await using var transaction = await stage.CallAsync(
                    db.Database.BeginTransaction,
                    db.Database.BeginTransactionAsync
                );
                await action(stage, db, transaction);
            }
        );

    private static Behaviour Automatic(string name, AutoTransactionBehavior behavior, bool fails) =>
        Behaviour.With(
            name,
            async (stage, _) =>
            {
                await using var db = stage.Open(npgsql: to => to.MaxBatchSize(2));
                db.Database.AutoTransactionBehavior = behavior;
                var rows = await stage.ListAsync(db.Accounts.OrderBy(row => row.Id));
                rows.ForEach(row => row.Balance += 1);
                rows[^1].Balance = fails ? -1 : 1;
                await stage.FailAsync("save", () => stage.SavedAsync(db));
                stage.Tracked(db);
            }
        );

    private static Behaviour Ambient(string name, bool completes, Func<Stage, Store, Task> action) =>
        Behaviour.With(
            name,
            (stage, db) =>
                stage.FailAsync(
                    "scope",
                    async () =>
                    {
                        using var ambient = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
                        await action(stage, db);
                        if (completes)
                        {
                            ambient.Complete();
                        }
                    }
                )
        );

    private static Behaviour Retrying(string name, Func<Stage, Store, Task> action) =>
        new(
            name,
            async stage =>
            {
                await using var db = stage.Open(npgsql: to => to.EnableRetryOnFailure());
                await action(stage, db);
            }
        )
        {
            CountsFlights = false,
        };
}
