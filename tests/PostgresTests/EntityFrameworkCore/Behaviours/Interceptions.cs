using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>Interceptors of others.</summary>
internal static class Interceptions
{
    public static readonly ImmutableArray<Behaviour> All =
    [
        With(
            "Interceptors: a text that is changed",
            new Commenting(),
            (stage, db) => stage.RowsAsync(db.Publishers.OrderBy(row => row.Id))
        ),
        With("Interceptors: a text that is changed while saving", new Commenting(), AddAsync),
        With(
            "Interceptors: a reader that is replaced",
            new Replacing(),
            (stage, db) => stage.RowsAsync(db.Database.SqlQueryRaw<int>("select 1 as \"Value\""))
        ),
        With(
            "Interceptors: a statement that is suppressed",
            new Suppressing(),
            async (stage, db) =>
                stage.Note(
                    "affected",
                    await stage.CallAsync(
                        () => db.Database.ExecuteSqlRaw("delete from book"),
                        to => db.Database.ExecuteSqlRawAsync("delete from book", to)
                    )
                )
        ),
        With(
            "Interceptors: a statement that is suppressed for a tenant or none",
            new Suppressing(),
            async (stage, db) =>
            {
                stage.Note(
                    "affected",
                    await stage.CallAsync(() => db.Books.ExecuteDelete(), to => db.Books.ExecuteDeleteAsync(to))
                );
                await stage.RowsAsync(db.Publishers.OrderBy(row => row.Id));
            }
        ),
        With(
            "Interceptors: entities as they are made",
            new Materializing(),
            (stage, db) => stage.RowsAsync(db.Publishers.OrderBy(row => row.Id))
        ),
        With("Interceptors: what is saved", new Stamping(), AddAsync),
        With("Interceptors: a save that is suppressed", new Declining(), AddAsync),
        With(
            "Interceptors: expressions",
            new Rewriting(),
            (stage, db) => stage.RowsAsync(db.Publishers.OrderBy(row => row.Id))
        ),
        With(
            "Interceptors: connections",
            new Connecting(),
            (stage, db) => stage.RowsAsync(db.Publishers.OrderBy(row => row.Id))
        ),
        With(
            "Interceptors: transactions",
            new Isolating(),
            async (stage, db) =>
            {
                await using var transaction = await stage.CallAsync(
                    db.Database.BeginTransaction,
                    db.Database.BeginTransactionAsync
                );
                await AddAsync(stage, db);
                await stage.FailAsync("commit", () => stage.CallAsync(transaction.Commit, transaction.CommitAsync));
            }
        ),
    ];

    private static async Task AddAsync(Stage stage, Store db)
    {
        db.Add(new Library.Publisher { Name = "new" });
        await stage.SavedAsync(db);
    }

    /// <summary>Asked after Ringfence's and before.</summary>
    private static Behaviour With(string name, IInterceptor interceptor, Func<Stage, Store, Task> action) =>
        new(
            name,
            async stage =>
            {
                await using (var db = stage.Open(to => to.AddInterceptors(interceptor)))
                {
                    await action(stage, db);
                }

                var builder = new DbContextOptionsBuilder<Store>().OfMany();
                builder.AddInterceptors(interceptor);
                stage.Configure(builder);
                await using var first = new Store(builder.Options);
                await action(stage, first);
            }
        );

    private sealed class Commenting : DbCommandInterceptor
    {
        public override InterceptionResult<DbDataReader> ReaderExecuting(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result
        )
        {
            command.CommandText += "\n-- seen";
            return result;
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        ) => new(ReaderExecuting(command, eventData, result));
    }

    private sealed class Replacing : DbCommandInterceptor
    {
        public override DbDataReader ReaderExecuted(
            DbCommand command,
            CommandExecutedEventData eventData,
            DbDataReader result
        )
        {
            using (result)
            {
                var table = new DataTable { Locale = CultureInfo.InvariantCulture };
                table.Columns.Add("Value", typeof(int));
                table.Rows.Add(42);
                return table.CreateDataReader();
            }
        }

        public override ValueTask<DbDataReader> ReaderExecutedAsync(
            DbCommand command,
            CommandExecutedEventData eventData,
            DbDataReader result,
            CancellationToken cancellationToken = default
        ) => new(ReaderExecuted(command, eventData, result));
    }

    private sealed class Suppressing : DbCommandInterceptor
    {
        public override InterceptionResult<int> NonQueryExecuting(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<int> result
        ) => InterceptionResult<int>.SuppressWithResult(7);

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<int> result,
            CancellationToken cancellationToken = default
        ) => new(InterceptionResult<int>.SuppressWithResult(7));
    }

    private sealed class Materializing : IMaterializationInterceptor
    {
        public object InitializedInstance(MaterializationInterceptionData materializationData, object instance)
        {
            ((Library.Publisher)instance).Name += " (made)";
            return instance;
        }
    }

    private sealed class Stamping : SaveChangesInterceptor
    {
        public override InterceptionResult<int> SavingChanges(
            DbContextEventData eventData,
            InterceptionResult<int> result
        )
        {
            eventData.Context!.Add(new Library.Tag { Label = "stamp" });
            return result;
        }

        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData,
            InterceptionResult<int> result,
            CancellationToken cancellationToken = default
        ) => new(SavingChanges(eventData, result));
    }

    private sealed class Declining : SaveChangesInterceptor
    {
        public override InterceptionResult<int> SavingChanges(
            DbContextEventData eventData,
            InterceptionResult<int> result
        ) => InterceptionResult<int>.SuppressWithResult(9);

        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData,
            InterceptionResult<int> result,
            CancellationToken cancellationToken = default
        ) => new(SavingChanges(eventData, result));
    }

    private sealed class Rewriting : IQueryExpressionInterceptor
    {
        public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData) =>
            Expression.Call(
                typeof(Queryable),
                nameof(Queryable.Take),
                [typeof(Library.Publisher)],
                queryExpression,
                Expression.Constant(1)
            );
    }

    private sealed class Connecting : DbConnectionInterceptor
    {
        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "set application_name = 'intercepted'";
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(
            DbConnection connection,
            ConnectionEndEventData eventData,
            CancellationToken cancellationToken = default
        )
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "set application_name = 'intercepted'";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private sealed class Isolating : DbTransactionInterceptor
    {
        public override InterceptionResult<DbTransaction> TransactionStarting(
            DbConnection connection,
            TransactionStartingEventData eventData,
            InterceptionResult<DbTransaction> result
        ) =>
            InterceptionResult<DbTransaction>.SuppressWithResult(
                connection.BeginTransaction(IsolationLevel.RepeatableRead)
            );

        public override async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
            DbConnection connection,
            TransactionStartingEventData eventData,
            InterceptionResult<DbTransaction> result,
            CancellationToken cancellationToken = default
        ) =>
            InterceptionResult<DbTransaction>.SuppressWithResult(
                await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken)
            );
    }
}
