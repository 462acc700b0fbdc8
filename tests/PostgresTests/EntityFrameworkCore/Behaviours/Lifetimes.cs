using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>How contexts come and go, their connections, the change tracker, and the database's facade.</summary>
internal static class Lifetimes
{
    public static readonly ImmutableArray<Behaviour> All =
    [
        FromServices(
            "Contexts: from the services",
            (services, stage) => services.AddDbContext<Store>(to => stage.Configure(to))
        ),
        FromServices(
            "Contexts: from a pool",
            (services, stage) => services.AddDbContextPool<Store>(to => stage.Configure(to), 1)
        ),
        FromServices(
            "Contexts: from a factory",
            (services, stage) => services.AddDbContextFactory<Store>(to => stage.Configure(to))
        ),
        FromServices(
            "Contexts: from a factory with a pool",
            (services, stage) => services.AddPooledDbContextFactory<Store>(to => stage.Configure(to), 1)
        ),
        new(
            "Contexts: from a pool made by hand",
            async stage =>
            {
                var factory = new PooledDbContextFactory<Store>(stage.Options(), poolSize: 1);
                for (var i = 0; i < 3; i++)
                {
                    await using var db = factory.CreateDbContext();
                    await UseAsync(stage, db);
                }
            }
        ),
        new(
            "Contexts: a pool's context whose connection was opened",
            async stage =>
            {
                var factory = new PooledDbContextFactory<Store>(stage.Options(), poolSize: 1);
                for (var i = 0; i < 2; i++)
                {
                    await using var db = factory.CreateDbContext();
                    stage.Note("state", db.Database.GetDbConnection().State);
                    await stage.CallAsync(db.Database.OpenConnection, db.Database.OpenConnectionAsync);
                    stage.Note("count", (await stage.ListAsync(db.Authors)).Count);
                }
            }
        ),
        new(
            "Contexts: a pool's context whose transaction was left",
            async stage =>
            {
                var factory = new PooledDbContextFactory<Store>(stage.Options(), poolSize: 1);
                for (var i = 0; i < 2; i++)
                {
                    await using var db = factory.CreateDbContext();
                    stage.Note("transaction", db.Database.CurrentTransaction is null);
                    await stage.CallAsync(db.Database.BeginTransaction, db.Database.BeginTransactionAsync);
                    db.Add(new Library.Publisher { Name = "lost" });
                    await stage.SavedAsync(db);
                }
            }
        ),
        Behaviour.With(
            "Contexts: cleared and used again",
            async (stage, db) =>
            {
                await stage.ListAsync(db.Authors);
                db.ChangeTracker.Clear();
                stage.Tracked(db);
                await stage.ListAsync(db.Books);
                stage.Tracked(db);
            }
        ),
        new(
            "Contexts: several at once",
            async stage =>
            {
                await using var one = stage.Open();
                await using var other = stage.Open();
                await stage.CallAsync(one.Database.OpenConnection, one.Database.OpenConnectionAsync);
                await stage.CallAsync(other.Database.OpenConnection, other.Database.OpenConnectionAsync);
                stage.Note("one", (await stage.ListAsync(one.Authors)).Count);
                stage.Note("other", (await stage.ListAsync(other.Authors)).Count);
            }
        ),
        Behaviour.With(
            "Connections: held open",
            async (stage, db) =>
            {
                await stage.CallAsync(db.Database.OpenConnection, db.Database.OpenConnectionAsync);
                stage.Note("one", (await stage.ListAsync(db.Authors)).Count);
                stage.Note("two", (await stage.ListAsync(db.Books)).Count);
                stage.Note("state", db.Database.GetDbConnection().State);
                await stage.CallAsync(db.Database.CloseConnection, _ => db.Database.CloseConnectionAsync());
                stage.Note("state", db.Database.GetDbConnection().State);
            }
        ),
        Behaviour.With(
            "Connections: another of the data source",
            async (stage, db) =>
            {
                await using var connection = stage.Side.Driver.CreateConnection();
                db.Database.SetDbConnection(connection);
                stage.Note("count", (await stage.ListAsync(db.Authors)).Count);
                stage.Note("state", connection.State);
            }
        ),
        Behaviour.With(
            "Connections: another, open, that the context owns",
            async (stage, db) =>
            {
                var connection = await stage.Side.Driver.OpenConnectionAsync(Stage.Cancellation);
                db.Database.SetDbConnection(connection, contextOwnsConnection: true);
                stage.Note("count", (await stage.ListAsync(db.Authors)).Count);
                await db.DisposeAsync();
                stage.Note("state", connection.State);
            }
        ),
        Behaviour.With(
            "Connections: exchanged while open",
            async (stage, db) =>
            {
                await stage.CallAsync(db.Database.OpenConnection, db.Database.OpenConnectionAsync);
                await using var connection = stage.Side.Driver.CreateConnection();
                await stage.FailAsync("set", () => Task.Run(() => db.Database.SetDbConnection(connection)));
                stage.Note("count", (await stage.ListAsync(db.Authors)).Count);
            }
        ),
        Behaviour.With(
            "Facade: whether it can connect",
            async (stage, db) =>
                stage.Note("can", await stage.CallAsync(db.Database.CanConnect, db.Database.CanConnectAsync))
        ),
        Behaviour.With(
            "Facade: whether there is a database",
            async (stage, db) =>
            {
                var creator = db.GetService<Microsoft.EntityFrameworkCore.Storage.IRelationalDatabaseCreator>();
                stage.Note("exists", await stage.CallAsync(creator.Exists, creator.ExistsAsync));
            }
        ),
        Behaviour.With(
            "Facade: what it says of itself",
            (stage, db) =>
            {
                stage.Note("provider", db.Database.ProviderName);
                stage.Note("relational", db.Database.IsRelational());
                stage.Note("npgsql", db.Database.IsNpgsql());
                stage.Note("timeout", db.Database.GetCommandTimeout());
                stage.Note("connection", db.Database.GetDbConnection().GetType());
                stage.Note("database", db.Database.GetDbConnection().Database);
                stage.Note("splitting", db.Database.AutoTransactionBehavior);
                return Task.CompletedTask;
            }
        ),
        Behaviour.With(
            "Facade: migrations there are none of",
            async (stage, db) =>
            {
                stage.Note("known", db.Database.GetMigrations());
                await stage.FailAsync(
                    "applied",
                    async () =>
                        stage.Note(
                            "them",
                            await stage.CallAsync(
                                db.Database.GetAppliedMigrations,
                                db.Database.GetAppliedMigrationsAsync
                            )
                        )
                );
            }
        ),
        Behaviour.With(
            "Facade: the script of the model",
            (stage, db) =>
            {
                stage.Note("script", db.Database.GenerateCreateScript());
                return Task.CompletedTask;
            }
        ) with
        {
            FitsDeclared = false,
        },
        Behaviour.With(
            "Tracking: attached and changed",
            async (stage, db) =>
            {
                var book = new Library.Publisher { Id = 1, Name = "Press" };
                db.Attach(book);
                book.Name = "Pressed";
                stage.Tracked(db);
                await stage.SavedAsync(db);
            }
        ),
        Behaviour.With(
            "Tracking: updated as a whole",
            async (stage, db) =>
            {
                db.Update(new Library.Publisher { Id = 1, Name = "Whole" });
                db.Update(new Library.Publisher { Name = "New" });
                stage.Tracked(db);
                await stage.SavedAsync(db);
            }
        ),
        Behaviour.With(
            "Tracking: removed unread",
            async (stage, db) =>
            {
                db.Remove(new Library.Review { Id = 2 });
                await stage.SavedAsync(db);
            }
        ),
        Behaviour.With(
            "Tracking: original and current values",
            async (stage, db) =>
            {
                var book = (await stage.ListAsync(db.Books.Where(row => row.Id == 1)))[0];
                book.Pages++;
                var entry = db.Entry(book);
                stage.Note(
                    "modified",
                    entry
                        .Properties.Where(p => p.IsModified)
                        .Select(p => (p.Metadata.Name, p.OriginalValue, p.CurrentValue))
                );
                entry.CurrentValues.SetValues(entry.OriginalValues);
                stage.Tracked(db);
            }
        ),
        Behaviour.With(
            "Tracking: changes that are not looked for",
            async (stage, db) =>
            {
                db.ChangeTracker.AutoDetectChangesEnabled = false;
                (await stage.ListAsync(db.Publishers.OrderBy(row => row.Id)))[0].Name = "unseen";
                await stage.SavedAsync(db);
                db.ChangeTracker.DetectChanges();
                await stage.SavedAsync(db);
            }
        ),
        Behaviour.With(
            "Tracking: a graph walked through",
            async (stage, db) =>
            {
                var author = new Library.Author
                {
                    Id = 1,
                    Name = "Ada",
                    Books =
                    {
                        new()
                        {
                            Id = 1,
                            Title = "x",
                            AuthorId = 1,
                        },
                        new() { Title = "new" },
                    },
                };
                db.ChangeTracker.TrackGraph(
                    author,
                    node => node.Entry.State = node.Entry.IsKeySet ? EntityState.Unchanged : EntityState.Added
                );
                stage.Tracked(db);
                await stage.SavedAsync(db);
            }
        ),
        Behaviour.With(
            "Tracking: events",
            async (stage, db) =>
            {
                db.ChangeTracker.Tracked += (_, e) =>
                    stage.Note("tracked", (e.Entry.Metadata.ShortName(), e.FromQuery));
                db.ChangeTracker.StateChanged += (_, e) => stage.Note("changed", (e.OldState, e.NewState));
                db.SavingChanges += (_, _) => stage.Note("saving", null);
                db.SavedChanges += (_, e) => stage.Note("saved", e.EntitiesSavedCount);
                db.SaveChangesFailed += (_, e) => stage.Note("failed", e.Exception.GetType());
                (await stage.ListAsync(db.Publishers.OrderBy(row => row.Id)))[0].Name = "changed";
                await stage.SavedAsync(db);
                db.Add(new Library.Author { Name = "Ada" });
                await stage.FailAsync("refused", () => stage.SaveAsync(db));
            }
        ),
        Behaviour.With(
            "Tracking: one entity for one row",
            async (stage, db) =>
            {
                var one = (await stage.ListAsync(db.Authors.Where(row => row.Id == 1)))[0];
                one.Country = "here only";
                var again = (await stage.ListAsync(db.Authors.Where(row => row.Name == "Ada")))[0];
                stage.Note("same", ReferenceEquals(one, again));
                stage.Note("country", again.Country);
            }
        ),
        Behaviour.With(
            "Tracking: read without, then attached",
            async (stage, db) =>
            {
                var rows = await stage.ListAsync(
                    db.Authors.AsNoTracking().Include(row => row.Books).OrderBy(row => row.Id)
                );
                db.AttachRange(rows);
                rows[0].Books[0].Pages = 1;
                await stage.SavedAsync(db);
            }
        ),
    ];

    private static Behaviour FromServices(string name, Action<IServiceCollection, Stage> add) =>
        new(
            name,
            async stage =>
            {
                var services = new ServiceCollection();
                add(services, stage);
                await using var provider = services.BuildServiceProvider();
                for (var i = 0; i < 3; i++)
                {
                    await using var scope = provider.CreateAsyncScope();
                    if (scope.ServiceProvider.GetService<IDbContextFactory<Store>>() is not { } factory)
                    {
                        await UseAsync(stage, scope.ServiceProvider.GetRequiredService<Store>());
                        continue;
                    }

                    await using var db = await stage.CallAsync(factory.CreateDbContext, factory.CreateDbContextAsync);
                    await UseAsync(stage, db);
                }
            }
        );

    /// <summary>What a context is like when it comes, and what it can.</summary>
    private static async Task UseAsync(Stage stage, Store db)
    {
        stage.Note(
            "tracking",
            (
                db.ChangeTracker.QueryTrackingBehavior,
                db.ChangeTracker.LazyLoadingEnabled,
                db.Database.GetCommandTimeout()
            )
        );
        stage.Tracked(db);
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        db.ChangeTracker.LazyLoadingEnabled = false;
        db.Database.SetCommandTimeout(20);
        db.Add(new Library.Publisher { Name = "new" });
        await stage.SavedAsync(db);
        stage.Note("count", (await stage.ListAsync(db.Publishers)).Count);
    }
}
