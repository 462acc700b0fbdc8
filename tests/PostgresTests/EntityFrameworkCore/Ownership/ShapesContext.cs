using Microsoft.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Ownership;

/// <summary>Entity types in each shape that EF Core maps to tables: hierarchies, owned types, several to one table.</summary>
internal sealed class ShapesContext(DbContextOptions<ShapesContext> options) : DbContext(options)
{
    public DbSet<Person> People => Set<Person>();

    public DbSet<Animal> Animals => Set<Animal>();

    public DbSet<Vehicle> Vehicles => Set<Vehicle>();

    public DbSet<Medium> Media => Set<Medium>();

    public static void Shape(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Person>(person =>
        {
            person.ToTable("People").IsTenantOwned();
            person.OwnsOne(row => row.Address, address => address.HasIndex(row => row.Street).IsUnique());
            person.OwnsOne(row => row.Passport, passport => passport.ToTable("Passports"));
            person.OwnsMany(row => row.Phones, phone => phone.OwnsMany(row => row.Calls));
            person.OwnsOne(
                row => row.Profile,
                profile =>
                {
                    profile.ToJson();
                    profile.OwnsMany(row => row.Links);
                }
            );
            person.OwnsMany(row => row.Notes, note => note.ToJson());
            person.HasMany(row => row.Friends).WithMany();
            person.HasMany(row => row.Seen).WithMany(row => row.Fans).UsingEntity<Viewing>();
            person.ComplexProperty(row => row.Size);
        });
        modelBuilder.Entity<Letter>(letter =>
        {
            letter.ToTable("Letters").IsTenantOwned();
            letter.HasOne(row => row.Body).WithOne().HasForeignKey<Body>(row => row.Id);
            letter.Navigation(row => row.Body).IsRequired();
        });
        modelBuilder.Entity<Body>().ToTable("Letters").IsTenantOwned();
        modelBuilder.Entity<Seal>(seal =>
        {
            seal.ToTable("Seals").IsTenantOwned();
            seal.SplitToTable("SealSecrets", secrets => secrets.Property(row => row.Secret));
        });
        modelBuilder.Entity<Animal>().ToTable("Animals").IsTenantOwned().HasOne(row => row.Keeper).WithMany();
        modelBuilder.Entity<Cat>();
        modelBuilder.Entity<Vehicle>().ToTable("Vehicles").IsTenantOwned().UseTptMappingStrategy();
        modelBuilder.Entity<Car>().HasIndex(row => row.Plate).IsUnique();
        modelBuilder.Entity<Medium>().IsTenantOwned().UseTpcMappingStrategy();
        modelBuilder.Entity<Song>();
        modelBuilder.Entity<Film>();
        modelBuilder
            .Entity<PersonName>()
            .HasNoKey()
            .ToSqlQuery("select p.\"Name\" from \"People\" as p")
            .IsTenantOwned();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) => Shape(modelBuilder);

    public sealed class Person
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";

        public Address? Address { get; set; }

        public Passport? Passport { get; set; }

        public List<Phone> Phones { get; } = [];

        public Profile? Profile { get; set; }

        public List<Note> Notes { get; } = [];

        public List<Person> Friends { get; } = [];

        public List<Medium> Seen { get; } = [];

        public Size Size { get; set; } = new();
    }

    public sealed class PersonName
    {
        public string Name { get; set; } = "";
    }

    public sealed class Size
    {
        public int Height { get; set; }
    }

    public sealed class Letter
    {
        public int Id { get; set; }

        public Body? Body { get; set; }
    }

    public sealed class Seal
    {
        public int Id { get; set; }

        public int Width { get; set; }

        public string? Secret { get; set; }
    }

    public sealed class Body
    {
        public int Id { get; set; }

        public int Weight { get; set; }
    }

    public sealed class Address
    {
        public string Street { get; set; } = "";
    }

    public sealed class Passport
    {
        public string Number { get; set; } = "";
    }

    public sealed class Phone
    {
        public string Number { get; set; } = "";

        public List<Call> Calls { get; } = [];
    }

    public sealed class Call
    {
        public int Seconds { get; set; }
    }

    public sealed class Profile
    {
        public string Text { get; set; } = "";

        public List<Link> Links { get; } = [];
    }

    public sealed class Link
    {
        public string Target { get; set; } = "";
    }

    public sealed class Note
    {
        public string Text { get; set; } = "";
    }

    public sealed class Viewing
    {
        public int Stars { get; set; }
    }

    public class Animal
    {
        public int Id { get; set; }

        public Person? Keeper { get; set; }
    }

    public sealed class Cat : Animal
    {
        public int Lives { get; set; } = 9;
    }

    public class Vehicle
    {
        public Guid Id { get; set; }

        public int Wheels { get; set; }
    }

    public sealed class Car : Vehicle
    {
        public string Plate { get; set; } = "";
    }

    public abstract class Medium
    {
        public int Id { get; set; }

        public List<Person> Fans { get; } = [];
    }

    public sealed class Song : Medium
    {
        public int Length { get; set; }
    }

    public sealed class Film : Medium
    {
        public int Year { get; set; }
    }
}
