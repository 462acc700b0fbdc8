using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>The ways to run a query: one value, one row, a stream, a dictionary, compiled.</summary>
internal static class Reading
{
    public static readonly ImmutableArray<Behaviour> All =
    [
        Behaviour.With(
            "Reading: one row",
            async (stage, db) =>
            {
                var books = db.Books.OrderBy(row => row.Pages);
                stage.Note("first", await stage.CallAsync(() => books.First(), to => books.FirstAsync(to)));
                stage.Note("last", await stage.CallAsync(() => books.Last(), to => books.LastAsync(to)));
                stage.Note("at", await stage.CallAsync(() => books.ElementAt(1), to => books.ElementAtAsync(1, to)));
                stage.Note(
                    "none",
                    await stage.CallAsync(
                        () => books.SingleOrDefault(row => row.Id < 0),
                        to => books.SingleOrDefaultAsync(row => row.Id < 0, to)
                    )
                );
                stage.Tracked(db);
            }
        ),
        Behaviour.With(
            "Reading: one row of several or of none",
            async (stage, db) =>
            {
                await stage.FailAsync(
                    "several",
                    () => stage.CallAsync(() => db.Books.Single(), to => db.Books.SingleAsync(to))
                );
                var none = db.Books.Where(row => row.Id < 0);
                await stage.FailAsync("none", () => stage.CallAsync(() => none.First(), to => none.FirstAsync(to)));
                await stage.FailAsync(
                    "least",
                    () => stage.CallAsync(() => none.Min(row => row.Pages), to => none.MinAsync(row => row.Pages, to))
                );
            }
        ),
        Behaviour.With(
            "Reading: one value",
            async (stage, db) =>
            {
                var books = db.Books;
                stage.Note("count", await stage.CallAsync(() => books.Count(), to => books.CountAsync(to)));
                stage.Note("long", await stage.CallAsync(() => books.LongCount(), to => books.LongCountAsync(to)));
                stage.Note(
                    "any",
                    await stage.CallAsync(
                        () => books.Any(row => row.Id > 9),
                        to => books.AnyAsync(row => row.Id > 9, to)
                    )
                );
                stage.Note(
                    "all",
                    await stage.CallAsync(
                        () => books.All(row => row.Id > 0),
                        to => books.AllAsync(row => row.Id > 0, to)
                    )
                );
                stage.Note(
                    "sum",
                    await stage.CallAsync(() => books.Sum(row => row.Price), to => books.SumAsync(row => row.Price, to))
                );
                stage.Note(
                    "average",
                    await stage.CallAsync(
                        () => books.Average(row => row.Pages),
                        to => books.AverageAsync(row => row.Pages, to)
                    )
                );
                stage.Note(
                    "greatest",
                    await stage.CallAsync(
                        () => books.Max(row => row.Published),
                        to => books.MaxAsync(row => row.Published, to)
                    )
                );
                stage.Note(
                    "contains",
                    await stage.CallAsync(
                        () => books.Select(row => row.Title).Contains("Notes"),
                        to => books.Select(row => row.Title).ContainsAsync("Notes", to)
                    )
                );
            }
        ),
        Behaviour.With(
            "Reading: found by key, then in the context",
            async (stage, db) =>
            {
                stage.Note(
                    "found",
                    await stage.CallAsync(() => db.Authors.Find(1), to => db.Authors.FindAsync([1], to).AsTask())
                );
                stage.Note(
                    "again",
                    await stage.CallAsync(() => db.Authors.Find(1), to => db.Authors.FindAsync([1], to).AsTask())
                );
                stage.Note(
                    "none",
                    await stage.CallAsync(() => db.Authors.Find(1001), to => db.Authors.FindAsync([1001], to).AsTask())
                );
            }
        ),
        Behaviour.With(
            "Reading: a stream",
            async (stage, db) =>
            {
                await foreach (var book in db.Books.OrderBy(row => row.Id).AsAsyncEnumerable())
                {
                    stage.Note("row", book);
                }
            }
        ) with
        {
            OnlyAsync = true,
        },
        Behaviour.With(
            "Reading: a stream that is left",
            async (stage, db) =>
            {
                await foreach (var book in db.Books.OrderBy(row => row.Id).AsAsyncEnumerable())
                {
                    stage.Note("row", book);
                    break;
                }

                stage.Note("count", await db.Books.CountAsync(Stage.Cancellation));
            }
        ) with
        {
            OnlyAsync = true,
        },
        Behaviour.With(
            "Reading: a query within a stream",
            async (stage, db) =>
            {
                await using var other = stage.Open();
                foreach (var book in db.Books.OrderBy(row => row.Id).AsEnumerable())
                {
                    stage.Note("author", await stage.ListAsync(other.Authors.Where(row => row.Id == book.AuthorId)));
                }
            }
        ),
        Behaviour.With(
            "Reading: a query of the same context within a stream",
            async (stage, db) =>
            {
                foreach (var book in db.Books.OrderBy(row => row.Id).AsEnumerable())
                {
                    await stage.FailAsync(
                        "within",
                        () => stage.ListAsync(db.Authors.Where(row => row.Id == book.AuthorId))
                    );
                    break;
                }

                stage.Note("after", (await stage.ListAsync(db.Authors)).Count);
            }
        ) with
        {
            FitsDeclared = false,
        },
        Behaviour.With(
            "Reading: into dictionaries and lookups",
            async (stage, db) =>
            {
                stage.Note(
                    "dictionary",
                    await stage.CallAsync(
                        () => db.Authors.OrderBy(row => row.Id).ToDictionary(row => row.Name, row => row.Country),
                        to =>
                            db.Authors.OrderBy(row => row.Id).ToDictionaryAsync(row => row.Name, row => row.Country, to)
                    )
                );
                stage.Note(
                    "lookup",
                    db.Books.OrderBy(row => row.Id)
                        .ToLookup(row => row.AuthorId, row => row.Title)
                        .Select(titles => (titles.Key, titles.ToList()))
                );
                stage.Note(
                    "array",
                    await stage.CallAsync(
                        () => db.Tags.ToArray().Length,
                        async to => (await db.Tags.ToArrayAsync(to)).Length
                    )
                );
            }
        ),
        Behaviour.With(
            "Reading: a load without a result",
            async (stage, db) =>
            {
                await stage.CallAsync(db.Books.Load, to => db.Books.LoadAsync(to));
                stage.Note("local", db.Books.Local.Select(row => row.Title).Order(StringComparer.Ordinal));
                stage.Tracked(db);
            }
        ),
        Behaviour.With(
            "Reading: a compiled query",
            async (stage, db) =>
            {
                var author = EF.CompileQuery((Store db, int id) => db.Authors.SingleOrDefault(row => row.Id == id));
                var authorAsync = EF.CompileAsyncQuery(
                    (Store db, int id) => db.Authors.SingleOrDefault(row => row.Id == id)
                );
                var count = EF.CompileQuery((Store db) => db.Books.Count());
                var countAsync = EF.CompileAsyncQuery((Store db) => db.Books.Count());
                for (var id = 1; id < 4; id++)
                {
                    stage.Note("author", await stage.CallAsync(() => author(db, id), _ => authorAsync(db, id)));
                }

                stage.Note("blue's", await stage.CallAsync(() => author(db, 1001), _ => authorAsync(db, 1001)));
                stage.Note("count", await stage.CallAsync(() => count(db), _ => countAsync(db)));
            }
        ),
        Behaviour.With(
            "Reading: a compiled query that streams",
            async (stage, db) =>
            {
                if (!stage.IsAsync)
                {
                    var books = EF.CompileQuery(
                        (Store db, int pages) =>
                            db.Books.Include(row => row.Tags).OrderBy(row => row.Id).Where(row => row.Pages > pages)
                    );
                    stage.Note("books", books(db, 90).ToList());
                    return;
                }

                var booksAsync = EF.CompileAsyncQuery(
                    (Store db, int pages) =>
                        db.Books.Include(row => row.Tags).OrderBy(row => row.Id).Where(row => row.Pages > pages)
                );
                await foreach (var book in booksAsync(db, 90))
                {
                    stage.Note("book", book);
                }
            }
        ),
        Behaviour.With(
            "Reading: the text of a query",
            (stage, db) =>
            {
                var title = "Notes";
                stage.Note("text", db.Books.Where(row => row.Title == title).ToQueryString());
                stage.Note("split", db.Books.Include(row => row.Tags).AsSplitQuery().ToQueryString());
                return Task.CompletedTask;
            }
        ) with
        {
            FitsDeclared = false,
        },
        Behaviour.With(
            "Reading: a command made of a query",
            (stage, db) =>
            {
                using var command = db.Books.Where(row => row.Pages > 100).CreateDbCommand();
                stage.Note("text", command.CommandText);
                stage.Note("parameters", command.Parameters.Count);
                return Task.CompletedTask;
            }
        ) with
        {
            FitsDeclared = false,
        },
    ];
}
