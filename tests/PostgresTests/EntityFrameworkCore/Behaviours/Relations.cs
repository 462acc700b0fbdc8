using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>Relations that are saved: many to many, trees, cycles, and each kind of delete.</summary>
internal static class Relations
{
    public static readonly ImmutableArray<Behaviour> All =
    [
        Saving(
            "Many to many: joined and parted",
            async (stage, db) =>
            {
                var book = (
                    await stage.ListAsync(
                        db.Books.Include(row => row.Tags.OrderBy(tag => tag.Id)).Where(row => row.Id == 1)
                    )
                )[0];
                book.Tags.RemoveAt(0);
                book.Tags.Add(new() { Label = "new" });
            }
        ),
        Saving(
            "Many to many: cleared",
            async (stage, db) =>
                (await stage.ListAsync(db.Books.Include(row => row.Tags).Where(row => row.Id == 1)))[0].Tags.Clear()
        ),
        Saving(
            "Many to many: with a payload",
            async (stage, db) =>
            {
                var author = (await stage.ListAsync(db.Authors.Include(row => row.Signings).Where(row => row.Id == 2)))[
                    0
                ];
                author.Signings[0].Fee = 71;
                author.Signings.Add(new() { PublisherId = 2, Fee = 5 });
            }
        ),
        Saving(
            "Many to many: past the payload",
            async (stage, db) =>
            {
                var author = (
                    await stage.ListAsync(db.Authors.Include(row => row.Publishers).Where(row => row.Id == 2))
                )[0];
                author.Publishers.Clear();
                author.Publishers.Add(new() { Name = "Own" });
            }
        ),
        Behaviour.Query(
            "Many to many: asked across",
            db =>
                db.Authors.Where(row => row.Publishers.Any(publisher => publisher.Name == "House"))
                    .OrderBy(row => row.Id)
        ),
        Behaviour.Query(
            "Many to many: the join's rows",
            db =>
                db.Set<Dictionary<string, object>>("BookTag")
                    .OrderBy(row => row["BooksId"])
                    .ThenBy(row => row["TagsId"])
        ),
        Saving(
            "Relations: a graph inserted",
            (_, db) =>
            {
                db.Add(
                    new Library.Author
                    {
                        Name = "New",
                        Biography = new() { Text = "Life" },
                        Books =
                        {
                            new()
                            {
                                Title = "One",
                                Reviews =
                                {
                                    new() { Stars = 1 },
                                    new() { Stars = 2 },
                                },
                            },
                            new() { Title = "Two", Tags = { new() { Label = "t" } } },
                        },
                        Publishers = { new() { Name = "P" } },
                    }
                );
                return Task.CompletedTask;
            }
        ),
        Saving(
            "Relations: moved to another",
            async (stage, db) => (await stage.ListAsync(db.Books.Where(row => row.Id == 1)))[0].AuthorId = 2
        ),
        Saving(
            "Relations: an orphan",
            async (stage, db) =>
                (
                    await stage.ListAsync(
                        db.Authors.Include(row => row.Books).ThenInclude(row => row.Reviews).Where(row => row.Id == 1)
                    )
                )[0]
                    .Books.Clear()
        ),
        Saving(
            "Relations: a delete that cascades in the database",
            async (stage, db) => db.Remove((await stage.ListAsync(db.Authors.Where(row => row.Id == 1)))[0])
        ),
        Saving(
            "Relations: a delete that cascades in the context",
            async (stage, db) =>
                db.Remove((await stage.ListAsync(db.Teams.Include(row => row.Sponsors).Where(row => row.Id == 2)))[0])
        ),
        Saving(
            "Relations: a delete that cascades in the context alone, unseen",
            async (stage, db) => db.Remove((await stage.ListAsync(db.Teams.Where(row => row.Id == 2)))[0])
        ),
        Saving(
            "Relations: a delete that leaves null",
            async (stage, db) =>
                db.Remove(
                    (
                        await stage.ListAsync(
                            db.Teams.Include(row => row.Coaches).Include(row => row.Players).Where(row => row.Id == 1)
                        )
                    )[0]
                )
        ),
        Saving(
            "Relations: a tree inserted",
            (_, db) =>
            {
                db.Add(
                    new Offices.Node
                    {
                        Name = "a",
                        Children =
                        {
                            new() { Name = "b", Children = { new() { Name = "c" } } },
                        },
                    }
                );
                return Task.CompletedTask;
            }
        ),
        Saving(
            "Relations: a cycle inserted",
            (_, db) =>
            {
                var (one, other) = (new Offices.Node { Name = "one" }, new Offices.Node { Name = "other" });
                (one.Favourite, other.Favourite) = (other, one);
                db.AddRange(one, other);
                return Task.CompletedTask;
            }
        ) with
        {
            FitsDeclared = false,
        },
        Saving(
            "Relations: a cycle in two steps",
            async (stage, db) =>
            {
                var (one, other) = (new Offices.Node { Name = "one" }, new Offices.Node { Name = "other" });
                db.AddRange(one, other);
                await stage.SavedAsync(db);
                (one.Favourite, other.Favourite) = (other, one);
            }
        ),
        Saving(
            "Relations: a node that favours itself",
            async (stage, db) =>
            {
                var node = new Offices.Node { Name = "self" };
                db.Add(node);
                await stage.SavedAsync(db);
                node.Favourite = node;
            }
        ),
        Saving(
            "Relations: to another key",
            (_, db) =>
            {
                db.Add(new Archives.City { Name = "Ulm", CountryCode = "DE" });
                db.Add(new Archives.Country { Code = "IT", Cities = { new() { Name = "Rome" } } });
                return Task.CompletedTask;
            }
        ),
        Saving(
            "Relations: to another key that does not exist",
            (_, db) =>
            {
                db.Add(new Archives.City { Name = "Ulm", CountryCode = "XX" });
                return Task.CompletedTask;
            }
        ),
        Saving(
            "Relations: one to one, exchanged",
            async (stage, db) =>
            {
                db.Remove((await stage.ListAsync(db.Set<Library.Biography>()))[0]);
                await stage.SavedAsync(db);
                db.Add(new Library.Biography { AuthorId = 1, Text = "Another" });
            }
        ),
    ];

    /// <summary>Does it, and saves what it did.</summary>
    private static Behaviour Saving(string name, Func<Stage, Store, Task> action) =>
        Behaviour.With(
            name,
            async (stage, db) =>
            {
                await action(stage, db);
                await stage.FailAsync("save", () => stage.SavedAsync(db));
                stage.Tracked(db);
            }
        );
}
