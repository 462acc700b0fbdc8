using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>Changes that others were faster to make, and what else the server refuses.</summary>
internal static class Concurrency
{
    public static readonly ImmutableArray<Behaviour> All =
    [
        Lost("Concurrency: a token", "update review set \"Version\" = 2", db => db.Reviews, row => row.Stars = 1),
        Lost(
            "Concurrency: a token of the server's",
            "update account set \"Balance\" = 5",
            db => db.Accounts,
            row => row.Balance = 6
        ),
        Lost("Concurrency: a row that is gone", "delete from review", db => db.Reviews, row => row.Stars = 1),
        Lost(
            "Concurrency: a row of several",
            "delete from review where \"Id\" = 2",
            db => db.Reviews,
            row => row.Stars = 1,
            all: true
        ),
        Behaviour.With(
            "Concurrency: a delete that is lost",
            async (stage, db) =>
            {
                db.Remove((await stage.ListAsync(db.Reviews.OrderBy(row => row.Id)))[0]);
                await ElsewhereAsync(stage, "update review set \"Version\" = 2");
                await stage.FailAsync("save", () => stage.SaveAsync(db));
                stage.Tracked(db);
            }
        ),
        Behaviour.With(
            "Concurrency: the client wins",
            async (stage, db) =>
            {
                var row = (await stage.ListAsync(db.Reviews.OrderBy(row => row.Id)))[0];
                await ElsewhereAsync(stage, "update review set \"Version\" = 2, \"Stars\" = 2");
                (row.Stars, row.Version) = (1, 3);
                var lost = (DbUpdateConcurrencyException)(await Record.ExceptionAsync(() => stage.SaveAsync(db)))!;
                var entry = Assert.Single(lost.Entries);
                var values = await stage.CallAsync(entry.GetDatabaseValues, entry.GetDatabaseValuesAsync);
                stage.Note("now", values!.Properties.Where(p => p.Name != Rows.Tenant).Select(p => values[p]));
                entry.OriginalValues.SetValues(values);
                await stage.SavedAsync(db);
            }
        ),
        Behaviour.With(
            "Concurrency: the server wins",
            async (stage, db) =>
            {
                var row = (await stage.ListAsync(db.Accounts.OrderBy(row => row.Id)))[0];
                await ElsewhereAsync(stage, "update account set \"Balance\" = 5");
                row.Balance = 6;
                await stage.FailAsync("save", () => stage.SaveAsync(db));
                await stage.CallAsync(db.Entry(row).Reload, db.Entry(row).ReloadAsync);
                stage.Note("balance", row.Balance);
                row.Balance++;
                await stage.SavedAsync(db);
            }
        ),
        Refused("Errors: a unique value", db => db.Add(new Library.Author { Name = "Ada" })),
        Refused("Errors: a key", db => db.Add(new Library.Author { Id = 1, Name = "Another" })) with
        {
            FitsDeclared = false,
        },
        Refused("Errors: a check", db => db.Add(new Offices.Account { Holder = "New", Balance = -1 })),
        Refused("Errors: a null", db => db.Add(new Library.Author { Name = null! })),
        Refused("Errors: a reference to nothing", db => db.Add(new Library.Book { Title = "T", AuthorId = 99 })),
        Refused(
            "Errors: a text too long",
            db =>
                db.Add(
                    new Library.Review
                    {
                        BookId = 1,
                        Stars = 1,
                        Text = new('x', 41),
                    }
                )
        ),
        Refused(
            "Errors: the last of several",
            db => db.AddRange(new Library.Author { Name = "New" }, new Library.Author { Name = "Ada" })
        ),
        Refused(
            "Errors: the first of several",
            db => db.AddRange(new Library.Author { Name = "Ada" }, new Library.Author { Name = "New" })
        ),
        Refused("Errors: a null in an update", db => db.Authors.First(row => row.Id == 1).Name = null!),
        Refused(
            "Errors: a check in an update among others",
            db => db.Accounts.OrderBy(row => row.Id).ToList().ForEach(row => row.Balance -= 50)
        ),
        Refused("Errors: within a procedure", db => db.Add(new Archives.Entry { Text = null! })),
        Refused("Errors: an unknown procedure's row", db => db.Remove(new Archives.Entry { Id = 999, Text = "" })),
        Behaviour.With(
            "Errors: mended and saved",
            async (stage, db) =>
            {
                var author = new Library.Author { Name = "Ada" };
                db.Add(author);
                await stage.FailAsync("save", () => stage.SaveAsync(db));
                author.Name = "Ida";
                await stage.SavedAsync(db);
            }
        ),
        Behaviour.With(
            "Errors: in a query",
            async (stage, db) =>
            {
                await stage.FailAsync(
                    "divided",
                    () => stage.ListAsync(db.Books.Select(row => 1 / (row.Pages - row.Pages)))
                );
                stage.Note("after", (await stage.ListAsync(db.Books)).Count);
            }
        ),
        Behaviour.With(
            "Errors: a disposed context",
            async (stage, db) =>
            {
                await db.DisposeAsync();
                await stage.FailAsync("query", () => stage.ListAsync(db.Books));
                await stage.FailAsync("save", () => stage.SaveAsync(db));
            }
        ),
        Behaviour.With(
            "Errors: two things at once",
            async (stage, db) =>
            {
                await using var rows = db.Books.AsAsyncEnumerable().GetAsyncEnumerator(Stage.Cancellation);
                await rows.MoveNextAsync();
                await stage.FailAsync("second", () => stage.ListAsync(db.Authors));
            }
        ) with
        {
            FitsDeclared = false,
            OnlyAsync = true,
        },
        Behaviour.With(
            "Cancellation: before it begins",
            async (stage, db) =>
            {
                using var cancelled = new CancellationTokenSource();
                await cancelled.CancelAsync();
                await stage.FailAsync("query", () => db.Books.ToListAsync(cancelled.Token));
                db.Add(new Library.Publisher { Name = "New" });
                await stage.FailAsync("save", () => db.SaveChangesAsync(cancelled.Token));
                stage.Tracked(db);
            }
        ) with
        {
            OnlyAsync = true,
        },
        Behaviour.With(
            "Cancellation: within a stream",
            async (stage, db) =>
            {
                using var cancelled = new CancellationTokenSource();
                await stage.FailAsync(
                    "stream",
                    async () =>
                    {
                        await foreach (
                            var book in db
                                .Books.OrderBy(row => row.Id)
                                .AsAsyncEnumerable()
                                .WithCancellation(cancelled.Token)
                        )
                        {
                            stage.Note("row", book.Title);
                            await cancelled.CancelAsync();
                        }
                    }
                );
                stage.Note("after", await db.Authors.CountAsync(Stage.Cancellation));
            }
        ) with
        {
            OnlyAsync = true,
        },
        Behaviour.With(
            "Cancellation: a timeout",
            async (stage, db) =>
            {
                db.Database.SetCommandTimeout(1);
                stage.Note("timeout", db.Database.GetCommandTimeout());
                await stage.FailAsync(
                    "sleep",
                    () => db.Database.ExecuteSqlRawAsync("select pg_sleep(60)", Stage.Cancellation)
                );
                stage.Note("after", await db.Authors.CountAsync(Stage.Cancellation));
            }
        ) with
        {
            OnlyAsync = true,
            CountsFlights = false,
        },
    ];

    private static Behaviour Lost<T>(
        string name,
        string elsewhere,
        Func<Store, IQueryable<T>> query,
        Action<T> change,
        bool all = false
    )
        where T : class =>
        Behaviour.With(
            name,
            async (stage, db) =>
            {
                var rows = await stage.ListAsync(query(db).OrderBy(row => EF.Property<int>(row, "Id")));
                await ElsewhereAsync(stage, elsewhere);
                rows.Take(all ? rows.Count : 1).ToList().ForEach(change);
                await stage.FailAsync("save", () => stage.SaveAsync(db));
                stage.Tracked(db);
            }
        );

    private static Behaviour Refused(string name, Action<Store> change) =>
        Behaviour.With(
            name,
            async (stage, db) =>
            {
                change(db);
                await stage.FailAsync("save", () => stage.SaveAsync(db));
                stage.Tracked(db);
                db.ChangeTracker.Clear();
                stage.Note("after", (await stage.ListAsync(db.Authors)).Count);
            }
        );

    private static async Task ElsewhereAsync(Stage stage, string sql)
    {
        await using var other = stage.Open();
        await stage.CallAsync(
            () => other.Database.ExecuteSqlRaw(sql),
            to => other.Database.ExecuteSqlRawAsync(sql, to)
        );
    }
}
