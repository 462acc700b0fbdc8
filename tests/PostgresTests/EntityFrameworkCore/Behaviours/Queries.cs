using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>The shapes of queries.</summary>
internal static class Queries
{
    private static readonly string[] Countries = ["GB", "US"];

    public static readonly ImmutableArray<Behaviour> All =
    [
        Behaviour.Query("Queries: all of a table", db => db.Authors.OrderBy(row => row.Id)),
        Behaviour.Query("Queries: where", db => db.Books.Where(row => row.Pages > 100 && row.Price < 20)),
        Behaviour.Query("Queries: where nothing fits", db => db.Books.Where(row => row.Title == "Alan's of blue")),
        Behaviour.Query(
            "Queries: order by several",
            db => db.Books.OrderBy(row => row.Genre).ThenByDescending(row => row.Pages)
        ),
        Behaviour.Query("Queries: paging", db => db.Books.OrderBy(row => row.Title).Skip(1).Take(1)),
        Behaviour.Query("Queries: distinct", db => db.Books.Select(row => row.AuthorId).Distinct().OrderBy(id => id)),
        Behaviour.Query(
            "Queries: group by",
            db =>
                db.Books.GroupBy(row => row.AuthorId)
                    .OrderBy(group => group.Key)
                    .Select(group => new
                    {
                        group.Key,
                        Count = group.Count(),
                        Pages = group.Sum(row => row.Pages),
                        Dearest = group.Max(row => row.Price),
                    })
        ),
        Behaviour.Query(
            "Queries: having",
            db => db.Books.GroupBy(row => row.AuthorId).Where(group => group.Count() > 1).Select(group => group.Key)
        ),
        Behaviour.Query(
            "Queries: group by several",
            db =>
                db.Books.GroupBy(row => new { row.AuthorId, row.Genre })
                    .OrderBy(group => group.Key.AuthorId)
                    .ThenBy(group => group.Key.Genre)
                    .Select(group => new { group.Key, Average = group.Average(row => row.Pages) })
        ),
        Behaviour.Query(
            "Queries: first of each group",
            db =>
                db.Books.GroupBy(row => row.AuthorId)
                    .OrderBy(group => group.Key)
                    .Select(group => group.OrderByDescending(row => row.Pages).First())
        ),
        Behaviour.Query(
            "Queries: first of each",
            db =>
                db.Authors.OrderBy(row => row.Id)
                    .Select(row => new
                    {
                        row.Name,
                        Longest = row.Books.OrderByDescending(book => book.Pages).FirstOrDefault(),
                    })
        ),
        Behaviour.Query(
            "Queries: join",
            db =>
                db.Books.Join(
                        db.Authors,
                        book => book.AuthorId,
                        author => author.Id,
                        (book, author) => new { book.Title, author.Name }
                    )
                    .OrderBy(row => row.Title)
        ),
        Behaviour.Query(
            "Queries: left join",
            db =>
                db.Authors.LeftJoin(
                        db.Books,
                        author => author.Id,
                        book => book.AuthorId,
                        (author, book) => new { author.Name, Title = book == null ? null : book.Title }
                    )
                    .OrderBy(row => row.Name)
                    .ThenBy(row => row.Title)
        ),
        Behaviour.Query(
            "Queries: right join",
            db =>
                db.Reviews.RightJoin(
                        db.Books,
                        review => review.BookId,
                        book => book.Id,
                        (review, book) => new { book.Title, Stars = review == null ? 0 : review.Stars }
                    )
                    .OrderBy(row => row.Title)
                    .ThenBy(row => row.Stars)
        ),
        Behaviour.Query(
            "Queries: right join with values",
            db =>
                db.Reviews.RightJoin(
                        new[] { 1, 2, 1000 },
                        review => review.BookId,
                        number => number,
                        (review, number) => new { number, Stars = review == null ? 0 : review.Stars }
                    )
                    .OrderBy(row => row.number)
                    .ThenBy(row => row.Stars)
        ) with
        {
            FitsDeclared = false,
        },
        Behaviour.Query(
            "Queries: join in groups",
            db =>
                from author in db.Authors
                join book in db.Books on author.Id equals book.AuthorId into books
                from book in books.DefaultIfEmpty()
                orderby author.Id, book.Id
                select new { author.Name, Title = book == null ? "none" : book.Title }
        ),
        Behaviour.Query(
            "Queries: select many",
            db =>
                db.Authors.SelectMany(row => row.Books, (author, book) => new { author.Name, book.Title })
                    .OrderBy(row => row.Title)
        ),
        Behaviour.Query(
            "Queries: cross join",
            db =>
                from author in db.Authors
                from publisher in db.Publishers
                orderby author.Name, publisher.Name
                select author.Name + " " + publisher.Name
        ),
        Behaviour.Query(
            "Queries: lateral join",
            db =>
                from author in db.Authors
                from book in db.Books.Where(book => book.AuthorId == author.Id).OrderBy(book => book.Pages).Take(1)
                orderby author.Id
                select new { author.Name, book.Title }
        ),
        Behaviour.Query(
            "Queries: union",
            db => db.Authors.Select(row => row.Name).Union(db.Publishers.Select(row => row.Name)).OrderBy(name => name)
        ),
        Behaviour.Query(
            "Queries: concat",
            db =>
                db.Reviews.Where(row => row.Stars > 3)
                    .Concat(db.Reviews.Where(row => row.Stars < 5))
                    .OrderBy(row => row.Id)
        ),
        Behaviour.Query(
            "Queries: intersect",
            db => db.Reviews.Where(row => row.Stars > 3).Intersect(db.Reviews.Where(row => row.Stars < 5))
        ),
        Behaviour.Query("Queries: except", db => db.Reviews.Except(db.Reviews.Where(row => row.Stars > 3))),
        Behaviour.Query(
            "Queries: any and all",
            db =>
                db.Authors.Where(row => row.Books.Any() && row.Books.All(book => book.Pages > 50))
                    .OrderBy(row => row.Id)
        ),
        Behaviour.Query(
            "Queries: contains a parameter",
            db => db.Authors.Where(row => Countries.Contains(row.Country)).OrderBy(row => row.Id)
        ),
        Behaviour.Query(
            "Queries: contains a constant",
            db => db.Authors.Where(row => EF.Constant(Countries).Contains(row.Country)).OrderBy(row => row.Id)
        ),
        Behaviour.Query(
            "Queries: contains a subquery",
            db =>
                db.Authors.Where(row =>
                    db.Books.Where(book => book.Pages > 200).Select(book => book.AuthorId).Contains(row.Id)
                )
        ),
        Behaviour.Query(
            "Queries: an array column contains",
            db => db.Books.Where(row => row.Keywords.Contains("machine")).OrderBy(row => row.Id)
        ),
        Behaviour.Query(
            "Queries: over an array column",
            db => db.Books.Where(row => row.Ratings.Any(rating => rating > 4)).Select(row => row.Ratings.Max())
        ),
        Behaviour.Query(
            "Queries: a correlated subquery",
            db =>
                db.Books.Where(row =>
                    row.Pages > db.Books.Where(book => book.AuthorId == row.AuthorId).Average(book => book.Pages)
                )
        ),
        Behaviour.Query(
            "Queries: a captured value",
            db =>
            {
                var least = 100;
                return db.Books.Where(row => row.Pages > least).OrderBy(row => row.Id);
            }
        ),
        Behaviour.Query(
            "Queries: by a navigation",
            db => db.Reviews.Where(row => row.Book!.Author!.Name == "Ada").OrderBy(row => row.Id)
        ),
        Behaviour.Query(
            "Queries: an entity compared",
            db =>
            {
                var author = new Library.Author { Id = 1, Name = "" };
                return db.Books.Where(row => row.Author == author).OrderBy(row => row.Id);
            }
        ),
        Behaviour.Query("Queries: tagged", db => db.Authors.TagWith("a tag; select 1").Where(row => row.Id == 1)),
        Behaviour.Query("Queries: without tracking", db => db.Books.AsNoTracking().Include(row => row.Author)),
        Behaviour.Query(
            "Queries: without tracking, with identity resolution",
            db => db.Books.AsNoTrackingWithIdentityResolution().Include(row => row.Author).OrderBy(row => row.Id)
        ),
        Behaviour.Query("Queries: a view", db => db.Set<Library.BookLine>().OrderBy(row => row.Title)),
        Behaviour.Query("Queries: a filter of the model's", db => db.Articles.OrderBy(row => row.Id)),
        Behaviour.Query(
            "Queries: past a filter of the model's",
            db => db.Articles.IgnoreQueryFilters(["withdrawn"]).OrderBy(row => row.Id)
        ),
        Behaviour.Query("Queries: property bags", db => db.Bags.Where(row => (string)row["Content"] != "")) with
        {
            FitsDeclared = false,
        },
        Behaviour.Query(
            "Queries: a shadow property",
            db => db.Samples.Select(row => EF.Property<string>(row, "Hidden"))
        ),
        Behaviour.Query(
            "Queries: a window by hand",
            db =>
                db.Books.OrderBy(row => row.Id)
                    .Select(row => new { row.Title, Before = db.Books.Count(book => book.Pages < row.Pages) })
        ),
    ];
}
