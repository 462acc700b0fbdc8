using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary><c>ExecuteUpdate</c> and <c>ExecuteDelete</c>.</summary>
internal static class Changes
{
    public static readonly ImmutableArray<Behaviour> All =
    [
        Update("Changes: one column", db => db.Books, set => set.SetProperty(row => row.Pages, 1)),
        Update(
            "Changes: several columns, from others",
            db => db.Books.Where(row => row.Pages > 100),
            set =>
                set.SetProperty(row => row.Pages, row => row.Pages + 1)
                    .SetProperty(row => row.Title, row => row.Title + "!")
        ),
        Update(
            "Changes: of no row",
            db => db.Books.Where(row => row.Id > 1000),
            set => set.SetProperty(row => row.Pages, 1)
        ),
        Update(
            "Changes: of the rows of a join",
            db => db.Books.Where(row => row.Author!.Country == "GB" && row.Reviews.Any()),
            set => set.SetProperty(row => row.Title, row => row.Author!.Name)
        ),
        Update(
            "Changes: from a subquery",
            db => db.Books,
            set => set.SetProperty(row => row.Pages, row => row.Reviews.Sum(review => review.Stars))
        ),
        Update(
            "Changes: of one page",
            db => db.Books.OrderBy(row => row.Id).Skip(1).Take(1),
            set => set.SetProperty(row => row.Pages, 1)
        ),
        Update(
            "Changes: of an owned part",
            db => db.Authors.Where(row => row.Home != null),
            set => set.SetProperty(row => row.Home!.City, "Paris")
        ),
        Update(
            "Changes: of a complex part",
            db => db.Parcels,
            set => set.SetProperty(row => row.Sender.City, row => row.Sender.Name)
        ),
        Update("Changes: within JSON", db => db.Parcels, set => set.SetProperty(row => row.Receiver.City, "Rome")),
        Update(
            "Changes: of one of several types in a table",
            db => db.Set<Families.Medium>().OfType<Families.Film>(),
            set => set.SetProperty(row => row.Minutes, 1)
        ),
        Update(
            "Changes: of a type in two tables",
            db => db.Set<Families.Car>(),
            set => set.SetProperty(row => row.Doors, 2)
        ),
        Update(
            "Changes: of an array",
            db => db.Books.Where(row => row.Id == 1),
            set => set.SetProperty(row => row.Keywords, ["one", "two"])
        ),
        Update("Changes: that violate a constraint", db => db.Reviews, set => set.SetProperty(row => row.Stars, 9)),
        Update("Changes: of a property bag", db => db.Bags, set => set.SetProperty(row => row["Content"], "changed")),
        Delete("Deletes: all rows", db => db.Reviews),
        Delete("Deletes: some", db => db.Reviews.Where(row => row.Stars < 5)),
        Delete("Deletes: by the related", db => db.Reviews.Where(row => row.Book!.Author!.Name == "Ada")),
        Delete("Deletes: one page", db => db.Reviews.OrderByDescending(row => row.Id).Take(1)),
        Delete("Deletes: with what cascades", db => db.Authors.Where(row => row.Id == 1)),
        Delete("Deletes: what is referred to", db => db.Set<Archives.Country>()),
        Delete("Deletes: of one of several types in a table", db => db.Set<Families.Song>()),
        Delete("Deletes: of a type with a table of its own", db => db.Set<Families.Circle>()),
        Delete("Deletes: of shared rows", db => db.Set<Offices.Ticket>()) with
        {
            FitsDeclared = false,
        },
        Delete("Deletes: of an entity with stored procedures", db => db.Entries),
        Behaviour.With(
            "Changes: as a condition says",
            async (stage, db) =>
            {
                var alsoTitle = true;
                var books = db.Books.Where(row => row.Id < 3);
                stage.Note(
                    "affected",
                    await stage.CallAsync(
                        () =>
                            books.ExecuteUpdate(set =>
                            {
                                set.SetProperty(row => row.Pages, 4);
                                if (alsoTitle)
                                {
                                    set.SetProperty(row => row.Title, "both");
                                }
                            }),
                        to =>
                            books.ExecuteUpdateAsync(
                                set =>
                                {
                                    set.SetProperty(row => row.Pages, 4);
                                    if (alsoTitle)
                                    {
                                        set.SetProperty(row => row.Title, "both");
                                    }
                                },
                                to
                            )
                    )
                );
            }
        ),
        Behaviour.With(
            "Changes: past what is tracked",
            async (stage, db) =>
            {
                var book = (await stage.ListAsync(db.Books.Where(row => row.Id == 1)))[0];
                await stage.CallAsync(
                    () => db.Books.ExecuteUpdate(set => set.SetProperty(row => row.Pages, 5)),
                    to => db.Books.ExecuteUpdateAsync(set => set.SetProperty(row => row.Pages, 5), to)
                );
                stage.Note("tracked", book.Pages);
                await stage.CallAsync(db.Entry(book).Reload, db.Entry(book).ReloadAsync);
                stage.Note("reloaded", book.Pages);
            }
        ),
    ];

    private static Behaviour Update<T>(
        string name,
        Func<Store, IQueryable<T>> query,
        Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<T>> set
    ) =>
        Behaviour.With(
            name,
            (stage, db) =>
                stage.FailAsync(
                    "update",
                    async () =>
                        stage.Note(
                            "affected",
                            await stage.CallAsync(
                                () => query(db).ExecuteUpdate(set),
                                to => query(db).ExecuteUpdateAsync(set, to)
                            )
                        )
                )
        );

    private static Behaviour Delete<T>(string name, Func<Store, IQueryable<T>> query) =>
        Behaviour.With(
            name,
            (stage, db) =>
                stage.FailAsync(
                    "delete",
                    async () =>
                        stage.Note(
                            "affected",
                            await stage.CallAsync(query(db).ExecuteDelete, query(db).ExecuteDeleteAsync)
                        )
                )
        );
}
