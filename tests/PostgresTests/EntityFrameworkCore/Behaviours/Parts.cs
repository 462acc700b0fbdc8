using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>Owned and complex parts, shared rows, and JSON columns.</summary>
internal static class Parts
{
    public static readonly ImmutableArray<Behaviour> All =
    [
        Behaviour.Query("Owned: by a nested value", db => db.Authors.Where(row => row.Home!.Place!.X == 3)),
        Changed(
            "Owned: replaced",
            db => db.Authors.Where(row => row.Id == 1),
            row => row.Home = new() { Street = "New" }
        ),
        Changed("Owned: taken away", db => db.Authors.Where(row => row.Id == 1), row => row.Home = null),
        Changed(
            "Owned: given",
            db => db.Authors.Where(row => row.Id == 3),
            row =>
                row.Home = new()
                {
                    Street = "S",
                    Place = new() { X = 1 },
                }
        ),
        Changed("Owned: a nested value", db => db.Authors.Where(row => row.Id == 1), row => row.Home!.Place!.Y = 9),
        Behaviour.Query("Owned: a collection", db => db.Parcels.OrderBy(row => row.Id)),
        Behaviour.Query(
            "Owned: by the values of a collection",
            db => db.Parcels.Where(row => row.Lines.Any(line => line.Pieces > 1)).Select(row => row.Lines.Count)
        ),
        Changed(
            "Owned: a collection that grows, shrinks and changes",
            db => db.Parcels.Where(row => row.Id == 1),
            row =>
            {
                row.Lines.RemoveAt(0);
                row.Lines[0].Pieces = 8;
                row.Lines.Add(new() { Item = "nib", Pieces = 3 });
            }
        ),
        Changed(
            "Owned: a collection that is cleared",
            db => db.Parcels.Where(row => row.Id == 1),
            row => row.Lines.Clear()
        ),
        Behaviour.Query("Complex: by a value", db => db.Parcels.Where(row => row.Sender.City == "Ulm")),
        Behaviour.Query(
            "Complex: compared",
            db =>
            {
                var sender = new Offices.Party { Name = "Sue" };
                return db.Parcels.Where(row => row.Sender == sender);
            }
        ),
        Behaviour.Query(
            "Complex: projected",
            db => db.Parcels.OrderBy(row => row.Id).Select(row => new { row.Sender, row.Receiver })
        ),
        Changed("Complex: changed", db => db.Parcels.Where(row => row.Id == 1), row => row.Sender.City = "Graz"),
        Changed(
            "Complex: replaced",
            db => db.Parcels.Where(row => row.Id == 2),
            row => row.Sender = new() { Name = "N" }
        ),
        Behaviour.Query("JSON: a complex part", db => db.Parcels.Where(row => row.Receiver.City == "Bonn")),
        Changed(
            "JSON: a complex part changed",
            db => db.Parcels.Where(row => row.Id == 1),
            row => row.Receiver.City = "Köln"
        ),
        Behaviour.Query("JSON: an owned part", db => db.Books.Where(row => row.Details!.Weight > 500)),
        Behaviour.Query(
            "JSON: into a collection",
            db =>
                db.Books.Where(row => row.Details!.Editions.Any(edition => edition.Year > 2010))
                    .Select(row => row.Details!.Editions.Count)
        ),
        Behaviour.Query(
            "JSON: projected",
            db => db.Books.AsNoTracking().OrderBy(row => row.Id).Select(row => row.Details)
        ),
        Behaviour.Query(
            "JSON: an element of a collection",
            db => db.Books.Where(row => row.Id == 1).Select(row => row.Details!.Editions[1].Year)
        ),
        Changed("JSON: a value changed", db => db.Books.Where(row => row.Id == 1), row => row.Details!.Cover = "red"),
        Changed(
            "JSON: a collection changed",
            db => db.Books.Where(row => row.Id == 1),
            row =>
            {
                row.Details!.Editions[0].Year = 1999;
                row.Details.Editions.Add(new() { Year = 2024 });
            }
        ),
        Changed("JSON: given", db => db.Books.Where(row => row.Id == 2), row => row.Details = new() { Weight = 1 }),
        Changed("JSON: taken away", db => db.Books.Where(row => row.Id == 1), row => row.Details = null),
        Changed(
            "Shared rows: both changed",
            db => db.Set<Offices.Ticket>(),
            row => (row.Subject, row.Note!.Text) = ("S", "T")
        ),
        Behaviour.With(
            "Shared rows: inserted",
            async (stage, db) =>
            {
                db.Add(
                    new Offices.Ticket
                    {
                        Subject = "New",
                        Note = new() { Text = "Note" },
                    }
                );
                await stage.SavedAsync(db);
            }
        ),
    ];

    /// <summary>Reads one entity, changes it, saves it.</summary>
    private static Behaviour Changed<T>(string name, Func<Store, IQueryable<T>> query, Action<T> change) =>
        Behaviour.With(
            name,
            async (stage, db) =>
            {
                change((await stage.ListAsync(query(db)))[0]);
                await stage.SavedAsync(db);
            }
        );
}
