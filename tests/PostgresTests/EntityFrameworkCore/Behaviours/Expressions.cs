using System.Collections.Immutable;
using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>What the provider makes of methods and operators, and what functions of one's own are.</summary>
internal static class Expressions
{
    public static readonly ImmutableArray<Behaviour> All =
    [
        Behaviour.Query(
            "Expressions: text",
            db =>
                db.Authors.Where(row => EF.Functions.ILike(row.Name, "a%") || row.Name.Contains("ra"))
                    .OrderBy(row => row.Id)
                    .Select(row => new
                    {
                        row.Name.Length,
                        Part = row.Name.Substring(1, 2),
                        Replaced = row.Name.Replace("a", "o"),
                        Last = row.Name.EndsWith(row.Name),
                        Trimmed = (" " + row.Name + " ").Trim(),
                    })
        ),
        Behaviour.Query(
            "Expressions: patterns",
            db => db.Authors.Where(row => EF.Functions.ILike(row.Name, "%A%") && EF.Functions.Like(row.Name, "_d_"))
        ),
        Behaviour.Query(
            "Expressions: joined text",
            db =>
                db.Books.GroupBy(row => row.AuthorId)
                    .OrderBy(group => group.Key)
                    .Select(group => string.Join("; ", group.OrderBy(row => row.Title).Select(row => row.Title)))
        ),
        Behaviour.Query(
            "Expressions: dates",
            db =>
                db.Books.Where(row => row.Published.Year > 2020)
                    .OrderBy(row => row.Id)
                    .Select(row => new
                    {
                        row.Published.Month,
                        row.Published.Date,
                        Later = row.Published.AddDays(3),
                        row.Published.DayOfWeek,
                    })
        ),
        Behaviour.Query(
            "Expressions: numbers",
            db =>
                db.Books.OrderBy(row => row.Id)
                    .Select(row => new
                    {
                        Half = row.Pages / 2,
                        Root = Math.Floor(Math.Sqrt(row.Pages)),
                        Rounded = Math.Round(row.Price),
                        Rest = row.Pages % 7,
                        Each = row.Price / row.Pages > 0.1m,
                    })
        ),
        Behaviour.Query(
            "Expressions: conditions",
            db =>
                db.Authors.OrderBy(row => row.Id)
                    .Select(row =>
                        row.Country == null ? "nowhere"
                        : row.Country == "GB" ? "here"
                        : row.Country
                    )
        ),
        Behaviour.Query(
            "Expressions: what is null",
            db =>
                db.Authors.Where(row => row.Country != "GB")
                    .OrderBy(row => row.Id)
                    .Select(row => row.Country ?? row.Name)
        ),
        Behaviour.Query(
            "Expressions: casts",
            db =>
                db.Books.OrderBy(row => row.Id)
                    .Select(row => new { Double = (double)row.Pages, Long = (long)row.Pages })
        ),
        Behaviour.Query("Expressions: an enum", db => db.Books.Where(row => row.Genre == Library.Genre.Poetry)),
        Behaviour.Query(
            "Expressions: a converted value",
            db =>
            {
                var isbn = new Library.Isbn("222");
                return db.Books.Where(row => row.Isbn == isbn);
            }
        ),
        Behaviour.Query(
            "Expressions: ranges",
            db =>
                db.Books.Where(row => row.Ages!.Value.Contains(12) || row.Ages.Value.LowerBound == 16)
                    .OrderBy(row => row.Id)
                    .Select(row => row.Ages!.Value.LowerBound)
        ),
        Behaviour.Query(
            "Expressions: arrays",
            db =>
                db.Books.OrderBy(row => row.Id)
                    .Select(row => new
                    {
                        row.Keywords.Length,
                        First = row.Keywords[0],
                        row.Ratings,
                    })
        ),
        Behaviour.Query(
            "Expressions: full text",
            db =>
                db.Articles.Where(row => row.Words!.Matches("cat"))
                    .OrderByDescending(row => row.Words!.Rank(EF.Functions.ToTsQuery("cat & mat")))
                    .ThenBy(row => row.Id)
                    .Select(row => row.Title)
        ),
        Behaviour.Query(
            "Expressions: full text of a column",
            db =>
                db.Articles.Where(row => EF.Functions.ToTsVector("english", row.Body).Matches("chasing"))
                    .Select(row => row.Id)
        ),
        Behaviour.Query(
            "Expressions: a JSON document",
            db =>
                db.Samples.Where(row => row.Document!.RootElement.GetProperty("a").GetProperty("b")[1].GetInt32() == 2)
        ),
        Behaviour.Query(
            "Expressions: containment of JSON",
            db =>
                db.Samples.Where(row => EF.Functions.JsonContains(row.Document!, """{"a": {"b": [1]}}"""))
                    .Select(row => row.Id)
        ),
        Behaviour.Query(
            "Expressions: rows compared",
            db =>
                db.Books.Where(row =>
                        EF.Functions.GreaterThan(ValueTuple.Create(row.AuthorId, row.Id), ValueTuple.Create(1, 1))
                    )
                    .OrderBy(row => row.Id)
                    .Select(row => row.Title)
        ),
        Behaviour.Query(
            "Expressions: a function of one's own",
            db => db.Authors.OrderBy(row => row.Id).Select(row => Archives.Doubled(row.Id))
        ),
        Behaviour.Query(
            "Expressions: a function that reads a table",
            db => db.Authors.Where(row => Archives.PagesOf(row.Id) > 0).OrderBy(row => row.Id).Select(row => row.Name)
        ),
        Behaviour.Query(
            "Expressions: a function that returns rows",
            db => db.TitlesAbove(100).OrderBy(row => row.Title)
        ),
        Behaviour.Query(
            "Expressions: a function that returns rows, joined",
            db =>
                from line in db.TitlesAbove(100)
                join book in db.Books on line.Title equals book.Title
                orderby book.Id
                select new { line.Title, book.Pages }
        ),
        Behaviour.Query(
            "Expressions: what is left to the client",
            db =>
                db.Books.OrderBy(row => row.Id).Select(row => row.Price.ToString("0.000", CultureInfo.InvariantCulture))
        ),
        Behaviour.With(
            "Expressions: what no server knows",
            (stage, db) =>
                stage.FailAsync("refused", () => stage.ListAsync(db.Books.Where(row => Shown.Stable(row.Title) == "")))
        ) with
        {
            FitsDeclared = false,
        },
        Behaviour.Query(
            "Expressions: statistics",
            db =>
                db.Books.GroupBy(row => row.Genre)
                    .OrderBy(group => group.Key)
                    .Select(group => new
                    {
                        group.Key,
                        Spread = EF.Functions.StandardDeviationPopulation(group.Select(row => row.Pages)),
                        Titles = EF.Functions.ArrayAgg(group.OrderBy(row => row.Id).Select(row => row.Title)),
                    })
        ),
    ];
}
