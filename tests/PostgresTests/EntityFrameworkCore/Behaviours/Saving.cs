using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>Generated values, batches, stored procedures, and the order in which changes are sent.</summary>
internal static class Saving
{
    public static readonly ImmutableArray<Behaviour> All =
    [
        Saved("Values: an identity", db => db.Add(new Library.Publisher { Name = "New" })),
        Saved("Values: a key that is said", db => db.Add(new Library.Publisher { Id = 77, Name = "New" })),
        Saved("Values: of the server", db => db.Add(new Offices.Gadget { Name = "a" })),
        Saved(
            "Values: of the server, said by the client",
            db =>
                db.Add(
                    new Offices.Gadget
                    {
                        Name = "b",
                        Count = 9,
                        Number = 4,
                    }
                )
        ),
        Saved("Values: of the client", db => db.Add(new Library.Tag { Label = "new" })),
        Saved(
            "Values: a composite key",
            db =>
                db.Add(
                    new Archives.Seat
                    {
                        Row = 5,
                        Number = 6,
                        Guest = "G",
                    }
                )
        ),
        Saved("Values: a property bag", db => db.Bags.Add(new() { ["Content"] = "cheese" })) with
        {
            FitsDeclared = false,
        },
        Saved(
            "Values: a shadow property",
            db => db.Entry(db.Add(new Archives.Sample { Letter = 'y' }).Entity).Property("Hidden").CurrentValue = "set"
        ),
        Saved(
            "Values: of many types",
            db =>
                db.Add(
                    new Archives.Sample
                    {
                        Mood = Archives.Mood.Cross,
                        Day = new(2025, 1, 2),
                        Time = new(3, 4, 5),
                        Moment = new(2025, 1, 2, 3, 4, 5, TimeSpan.Zero),
                        Local = new(2025, 1, 2, 3, 4, 5, DateTimeKind.Utc),
                        Length = TimeSpan.FromMinutes(90),
                        Bytes = [1, 2, 3],
                        Ratio = 1.5,
                        Large = long.MaxValue,
                        Small = -1,
                        Letter = 'z',
                        Mark = new("00000000-0000-0000-0000-000000000008"),
                        Sum = 1.25m,
                        Days = [new(2025, 1, 1)],
                        Period = new(new(2025, 1, 1), new(2025, 2, 1)),
                        Point = new(1, 2),
                        Document = JsonDocument.Parse("""{"x": [1, {"y": null}]}"""),
                    }
                )
        ),
        Behaviour.Query("Values: of many types, read", db => db.Samples),
        Saved(
            "Values: from blocks of a sequence",
            db => db.AddRange(Enumerable.Range(0, 10).Select(i => new Offices.Voucher { Text = $"v{i}" }))
        ),
        Behaviour.With(
            "Values: computed again",
            async (stage, db) =>
            {
                var gadget = (await stage.ListAsync(db.Gadgets))[0];
                gadget.Name = "horn";
                await stage.SavedAsync(db);
                stage.Note("upper", gadget.Upper);
            }
        ),
        Saved(
            "Procedures: insert",
            db => db.AddRange(new Archives.Entry { Text = "a", Amount = 1 }, new Archives.Entry { Text = "b" })
        ),
        Behaviour.With(
            "Procedures: update and delete",
            async (stage, db) =>
            {
                var added = new Archives.Entry { Text = "new", Amount = 1 };
                db.Add(added);
                (await stage.ListAsync(db.Entries))[0].Amount = 11;
                await stage.SavedAsync(db);
                stage.Note("id", added.Id);
                db.Remove(added);
                await stage.SavedAsync(db);
            }
        ),
        Behaviour.With(
            "Procedures: an update that is lost",
            async (stage, db) =>
            {
                var entry = (await stage.ListAsync(db.Entries))[0];
                await stage.CallAsync(
                    () => db.Database.ExecuteSqlRaw("delete from entry"),
                    to => db.Database.ExecuteSqlRawAsync("delete from entry", to)
                );
                entry.Amount = 12;
                await stage.FailAsync("save", () => stage.SaveAsync(db));
            }
        ),
        Behaviour.With(
            "Procedures: among other changes",
            async (stage, db) =>
            {
                var entry = (await stage.ListAsync(db.Entries))[0];
                (await stage.ListAsync(db.Reviews.OrderBy(row => row.Id)))[0].Stars = 1;
                entry.Amount = 5;
                db.AddRange(new Archives.Entry { Text = "x" }, new Library.Tag { Label = "x" });
                await stage.SavedAsync(db);
            }
        ),
        Saved("Batches: 1,500 rows", db => db.AddRange(Reviews(1500))) with
        {
            CountsFlights = false,
        },
        Saved("Batches: 5,000 rows", db => db.AddRange(Reviews(5000))) with
        {
            CountsFlights = false,
            OnlyAsync = true,
        },
        Behaviour.With(
            "Batches: 1,100 updates and deletes",
            async (stage, db) =>
            {
                db.AddRange(Reviews(1100));
                await stage.SaveAsync(db);
                var rows = await stage.ListAsync(db.Reviews.OrderBy(row => row.Id));
                rows.Where(row => row.Id % 2 == 0).ToList().ForEach(row => row.Stars = 2);
                db.RemoveRange(rows.Where(row => row.Id % 2 == 1));
                await stage.SavedAsync(db);
            }
        ) with
        {
            CountsFlights = false,
        },
        Sized("Batches: of one", 1),
        Sized("Batches: of three", 3),
        Sized("Batches: of many", 1000),
        Behaviour.With(
            "Batches: of one, an update that is lost",
            async (stage, _) =>
            {
                await using var db = stage.Open(npgsql: to => to.MaxBatchSize(1));
                var rows = await stage.ListAsync(db.Reviews.OrderBy(row => row.Id));
                await stage.CallAsync(
                    () => db.Database.ExecuteSqlRaw("update review set \"Version\" = 9 where \"Id\" = 2"),
                    to => db.Database.ExecuteSqlRawAsync("update review set \"Version\" = 9 where \"Id\" = 2", to)
                );
                rows.ForEach(row => row.Stars = 1);
                await stage.FailAsync("save", () => stage.SaveAsync(db));
                stage.Tracked(db);
            }
        ),
        Behaviour.With(
            "Batches: inserts, updates and deletes",
            async (stage, db) =>
            {
                var rows = await stage.ListAsync(db.Reviews.OrderBy(row => row.Id));
                rows[0].Text = "changed";
                db.Remove(rows[1]);
                db.Add(new Library.Review { BookId = 1, Stars = 2 });
                db.Add(new Library.Author { Name = "New", Books = { new() { Title = "New" } } });
                (await stage.ListAsync(db.Tags.OrderBy(row => row.Id)))[0].Label = "changed";
                await stage.SavedAsync(db);
            }
        ),
        Behaviour.With(
            "Batches: unique values exchanged",
            async (stage, db) =>
            {
                var rows = await stage.ListAsync(db.Accounts.OrderBy(row => row.Id));
                db.Remove(rows[0]);
                rows[1].Holder = "Ann";
                await stage.SavedAsync(db);
            }
        ),
        Saved("Batches: nothing to save", _ => { }),
        Behaviour.With(
            "Batches: saved without accepting",
            async (stage, db) =>
            {
                db.Add(new Library.Publisher { Name = "New" });
                stage.Note(
                    "saved",
                    await stage.CallAsync(() => db.SaveChanges(false), to => db.SaveChangesAsync(false, to))
                );
                stage.Tracked(db);
                db.ChangeTracker.AcceptAllChanges();
                stage.Tracked(db);
            }
        ),
    ];

    private static IEnumerable<Library.Review> Reviews(int count) =>
        Enumerable.Range(0, count).Select(i => new Library.Review { BookId = 1 + (i % 3), Stars = 1 + (i % 5) });

    private static Behaviour Saved(string name, Action<Store> change) =>
        Behaviour.With(
            name,
            async (stage, db) =>
            {
                change(db);
                await stage.SavedAsync(db);
                foreach (var entry in db.ChangeTracker.Entries().Take(20))
                {
                    stage.Note("entity", entry.Entity is Offices.Voucher ? null : entry.Entity);
                }
            }
        );

    private static Behaviour Sized(string name, int size) =>
        new(
            name,
            async stage =>
            {
                await using var db = stage.Open(npgsql: to => to.MaxBatchSize(size));
                db.AddRange(Reviews(4));
                var rows = await stage.ListAsync(db.Reviews.OrderBy(row => row.Id));
                rows.ForEach(row => row.Text = "changed");
                await stage.SavedAsync(db);
            }
        );
}
