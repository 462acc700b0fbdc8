using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>Related rows: with the query, by further ones, when asked for; and projections.</summary>
internal static class Includes
{
    public static readonly ImmutableArray<Behaviour> All =
    [
        Behaviour.Query("Includes: a reference", db => db.Books.Include(row => row.Author).OrderBy(row => row.Id)),
        Behaviour.Query("Includes: a collection", db => db.Authors.Include(row => row.Books).OrderBy(row => row.Id)),
        Behaviour.Query("Includes: by name", db => db.Authors.Include("Books.Reviews").OrderBy(row => row.Id)),
        Behaviour.Query(
            "Includes: several, nested",
            db =>
                db.Authors.Include(row => row.Books)
                        .ThenInclude(row => row.Reviews)
                    .Include(row => row.Books)
                        .ThenInclude(row => row.Tags)
                    .Include(row => row.Biography)
                    .OrderBy(row => row.Id)
        ),
        Behaviour.Query(
            "Includes: filtered",
            db =>
                db.Authors.Include(row => row.Books.Where(book => book.Pages > 100).OrderBy(book => book.Title).Take(1))
                    .OrderBy(row => row.Id)
        ),
        Behaviour.Query(
            "Includes: split",
            db => db.Authors.Include(row => row.Books).AsSplitQuery().OrderBy(row => row.Id)
        ),
        Behaviour.Query(
            "Includes: split, several and nested",
            db =>
                db.Authors.Include(row => row.Books)
                        .ThenInclude(row => row.Reviews)
                    .Include(row => row.Books)
                        .ThenInclude(row => row.Tags)
                    .Include(row => row.Signings)
                    .AsSplitQuery()
                    .OrderBy(row => row.Id)
        ),
        Behaviour.Query(
            "Includes: split, with paging",
            db => db.Authors.Include(row => row.Books).OrderBy(row => row.Id).Skip(1).Take(1).AsSplitQuery()
        ),
        Behaviour.Query(
            "Includes: split, without tracking",
            db =>
                db.Authors.AsNoTracking()
                    .Include(row => row.Books)
                        .ThenInclude(row => row.Tags)
                    .AsSplitQuery()
                    .OrderBy(row => row.Id)
        ),
        Behaviour.Query(
            "Includes: split, in a projection",
            db =>
                db.Authors.OrderBy(row => row.Id)
                    .Select(row => new
                    {
                        row.Name,
                        Titles = row.Books.OrderBy(book => book.Id).Select(book => book.Title).ToList(),
                    })
                    .AsSplitQuery()
        ),
        new(
            "Includes: split by default",
            async stage =>
            {
                await using var db = stage.Open(npgsql: to =>
                    to.UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery)
                );
                await stage.ReadAsync(db, db.Authors.Include(row => row.Books).OrderBy(row => row.Id));
            }
        ),
        Behaviour.With(
            "Includes: split, streamed",
            async (stage, db) =>
            {
                await foreach (
                    var row in db
                        .Authors.Include(row => row.Books)
                        .AsSplitQuery()
                        .OrderBy(row => row.Id)
                        .AsAsyncEnumerable()
                )
                {
                    stage.Note("row", row);
                }
            }
        ) with
        {
            OnlyAsync = true,
        },
        Behaviour.Query("Includes: by the model", db => db.Set<Offices.Ticket>().OrderBy(row => row.Id)),
        Behaviour.Query(
            "Includes: not by the model",
            db => db.Set<Offices.Ticket>().IgnoreAutoIncludes().OrderBy(row => row.Id)
        ),
        Behaviour.Query(
            "Includes: many to many",
            db => db.Tags.Include(row => row.Books.OrderBy(book => book.Id)).OrderBy(row => row.Label)
        ),
        Behaviour.Query(
            "Includes: many to many with a payload",
            db => db.Authors.Include(row => row.Signings).ThenInclude(row => row.Publisher).OrderBy(row => row.Id)
        ),
        Behaviour.Query(
            "Includes: a tree",
            db =>
                db.Nodes.Include(row => row.Children)
                        .ThenInclude(row => row.Children)
                    .Where(row => row.ParentId == null)
        ),
        Behaviour.With(
            "Includes: a reference loaded later",
            async (stage, db) =>
            {
                var book = (await stage.ListAsync(db.Books.Where(row => row.Id == 1)))[0];
                var reference = db.Entry(book).Reference(row => row.Author);
                stage.Note("before", reference.IsLoaded);
                await stage.CallAsync(reference.Load, reference.LoadAsync);
                stage.Note("after", book.Author!.Name);
                await stage.CallAsync(reference.Load, reference.LoadAsync);
                stage.Tracked(db);
            }
        ),
        Behaviour.With(
            "Includes: a collection loaded later",
            async (stage, db) =>
            {
                var author = (await stage.ListAsync(db.Authors.Where(row => row.Id == 1)))[0];
                var books = db.Entry(author).Collection(row => row.Books);
                stage.Note("count", await stage.CallAsync(books.Query().Count, to => books.Query().CountAsync(to)));
                await stage.CallAsync(books.Load, books.LoadAsync);
                stage.Note("after", author.Books.Select(row => row.Title).Order(StringComparer.Ordinal));
                stage.Tracked(db);
            }
        ),
        Behaviour.With(
            "Includes: a skip navigation loaded later",
            async (stage, db) =>
            {
                var book = (await stage.ListAsync(db.Books.Where(row => row.Id == 1)))[0];
                var tags = db.Entry(book).Collection(row => row.Tags);
                await stage.CallAsync(tags.Load, tags.LoadAsync);
                stage.Note("after", book.Tags.Select(row => row.Label).Order(StringComparer.Ordinal));
                stage.Tracked(db);
            }
        ),
        Behaviour.With(
            "Includes: loaded lazily",
            async (stage, db) =>
            {
                foreach (var folder in await stage.ListAsync(db.Set<Offices.Folder>().OrderBy(row => row.Id)))
                {
                    stage.Note("before", db.Entry(folder).Collection(row => row.Papers).IsLoaded);
                    stage.Note("papers", folder.Papers.Select(row => row.Text).Order(StringComparer.Ordinal));
                }

                stage.Tracked(db);
            }
        ),
        Behaviour.With(
            "Includes: loaded lazily after the context is gone",
            async (stage, db) =>
            {
                var folders = await stage.ListAsync(db.Set<Offices.Folder>().OrderBy(row => row.Id));
                await db.DisposeAsync();
                await stage.FailAsync("papers", () => Task.FromResult(folders[0].Papers));
            }
        ),
        Behaviour.With(
            "Includes: not lazily where that is off",
            async (stage, db) =>
            {
                db.ChangeTracker.LazyLoadingEnabled = false;
                foreach (var folder in await stage.ListAsync(db.Set<Offices.Folder>().OrderBy(row => row.Id)))
                {
                    stage.Note("papers", folder.Papers.Count);
                }
            }
        ),
        Behaviour.Query(
            "Projections: nested",
            db =>
                db.Authors.OrderBy(row => row.Id)
                    .Select(row => new
                    {
                        row.Name,
                        Books = row
                            .Books.OrderBy(book => book.Id)
                            .Select(book => new
                            {
                                book.Title,
                                Stars = book.Reviews.Select(review => review.Stars).OrderBy(s => s).ToList(),
                            })
                            .ToList(),
                    })
        ),
        Behaviour.Query(
            "Projections: an entity among values",
            db =>
                db.Books.OrderBy(row => row.Id)
                    .Select(row => new
                    {
                        Book = row,
                        row.Author!.Name,
                        Reviews = row.Reviews.Count,
                    })
        ),
        Behaviour.Query(
            "Projections: by a constructor",
            db => db.Books.OrderBy(row => row.Id).Select(row => new Library.Isbn(row.Title))
        ),
        Behaviour.Query(
            "Projections: an owned part",
            db => db.Authors.AsNoTracking().OrderBy(row => row.Id).Select(row => row.Home!.Place)
        ),
        Behaviour.Query(
            "Projections: through a reference that may be missing",
            db =>
                db.Authors.OrderBy(row => row.Id).Select(row => new { row.Name, Text = row.Biography!.Text ?? "none" })
        ),
        Behaviour.Query(
            "Projections: aggregates of the related",
            db =>
                db.Authors.OrderBy(row => row.Id)
                    .Select(row => new
                    {
                        row.Name,
                        Pages = row.Books.Sum(book => book.Pages),
                        Best = row.Books.SelectMany(book => book.Reviews).Max(review => (int?)review.Stars),
                    })
        ),
    ];
}
