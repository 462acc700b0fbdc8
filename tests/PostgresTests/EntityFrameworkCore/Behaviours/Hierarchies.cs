using System.Collections.Immutable;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>Inheritance of each of the three kinds.</summary>
internal static class Hierarchies
{
    public static readonly ImmutableArray<Behaviour> All =
    [
        Behaviour.Query("One table: all types", db => db.Set<Families.Medium>().OrderBy(row => row.Id)),
        Behaviour.Query("One table: one type", db => db.Set<Families.Song>()),
        Behaviour.Query("One table: of a type", db => db.Set<Families.Medium>().OfType<Families.Film>()),
        Behaviour.Query(
            "One table: asked for the type",
            db => db.Set<Families.Medium>().Where(row => row is Families.Film && ((Families.Film)row).Minutes > 100)
        ),
        Saved(
            "One table: saved",
            new Families.Film { Title = "F", Minutes = 3 },
            new Families.Song { Title = "S" },
            db => db.Set<Families.Medium>()
        ),
        Behaviour.Query("A table each: all types", db => db.Set<Families.Vehicle>().OrderBy(row => row.Id)),
        Behaviour.Query("A table each: one type", db => db.Set<Families.Car>()),
        Behaviour.Query(
            "A table each: by a value of one type",
            db => db.Set<Families.Vehicle>().Where(row => ((Families.Truck)row).Load > 100)
        ),
        Saved(
            "A table each: saved",
            new Families.Car { Plate = "N 1", Doors = 5 },
            new Families.Truck { Plate = "N 2", Load = 1 },
            db => db.Set<Families.Vehicle>()
        ),
        Behaviour.Query("A table a concrete type: all types", db => db.Set<Families.Shape>().OrderBy(row => row.Id)),
        Behaviour.Query("A table a concrete type: one type", db => db.Set<Families.Square>()),
        Saved(
            "A table a concrete type: saved",
            new Families.Circle { Name = "c", Radius = 1 },
            new Families.Square { Name = "s", Side = 1 },
            db => db.Set<Families.Shape>()
        ),
    ];

    /// <summary>Inserts two, renames the one, deletes the other, and deletes what there was before.</summary>
    private static Behaviour Saved<T>(string name, T one, T other, Func<Store, IQueryable<T>> rows)
        where T : class =>
        new(
            name,
            async stage =>
            {
                await using var db = stage.Open();
                var (first, second) = (Copy(one), Copy(other));
                db.AddRange(first, second);
                await stage.SavedAsync(db);
                var property = db.Entry(first).Properties.Single(p => p.Metadata.Name is "Title" or "Plate" or "Name");
                property.CurrentValue = "renamed";
                db.Remove(second);
                await stage.SavedAsync(db);
                db.ChangeTracker.Clear();
                db.RemoveRange(await stage.ListAsync(rows(db)));
                await stage.SavedAsync(db);
            }
        );

    private static T Copy<T>(T entity)
        where T : class => (T)System.Text.Json.JsonSerializer.Deserialize(Shown.Value(entity), entity.GetType())!;
}
