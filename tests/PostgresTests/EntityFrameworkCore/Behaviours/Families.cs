using Microsoft.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>Types that derive from others: in one table, in a table each, and in a table for each concrete type.</summary>
internal static class Families
{
    public static void Configure(ModelBuilder model)
    {
        model.Entity<Medium>(medium =>
        {
            medium.ToTable("medium");
            medium.HasDiscriminator<string>("Kind").HasValue<Film>("film").HasValue<Song>("song");
        });
        model.Entity<Vehicle>().UseTptMappingStrategy().ToTable("vehicle");
        model.Entity<Car>().ToTable("car");
        model.Entity<Truck>().ToTable("truck");
        model.Entity<Shape>().UseTpcMappingStrategy();
        model.Entity<Circle>().ToTable("circle");
        model.Entity<Square>().ToTable("square");
    }

    internal abstract class Medium
    {
        public int Id { get; set; }

        public required string Title { get; set; }
    }

    internal sealed class Film : Medium
    {
        public int Minutes { get; set; }
    }

    internal sealed class Song : Medium
    {
        public string? Singer { get; set; }
    }

    internal class Vehicle
    {
        public int Id { get; set; }

        public required string Plate { get; set; }
    }

    internal sealed class Car : Vehicle
    {
        public int Doors { get; set; }
    }

    internal sealed class Truck : Vehicle
    {
        public int Load { get; set; }
    }

    internal abstract class Shape
    {
        public int Id { get; set; }

        public required string Name { get; set; }
    }

    internal sealed class Circle : Shape
    {
        public int Radius { get; set; }
    }

    internal sealed class Square : Shape
    {
        public int Side { get; set; }
    }
}
