using Microsoft.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Ownership;

/// <summary>A filter that holds an entity, and entity types that share a class.</summary>
internal sealed class HeldContext(DbContextOptions<HeldContext> options) : DbContext(options)
{
    public static readonly Maker Asked = new() { Id = 7 };

    public static readonly Part Held = new() { Id = 7 };

    public DbSet<Thing> Things => Set<Thing>();

    public DbSet<Part> Screws => Set<Part>("Screws");

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Maker>().IsTenantOwned();
        modelBuilder.Entity<Thing>().IsTenantOwned().HasQueryFilter("mine", row => row.Maker == Asked);
        modelBuilder.SharedTypeEntity<Part>("Screws").IsTenantOwned();
        modelBuilder.SharedTypeEntity<Part>("Nails").IsTenantOwned();
    }

    public sealed class Maker
    {
        public int Id { get; set; }
    }

    public sealed class Thing
    {
        public int Id { get; set; }

        public Maker? Maker { get; set; }
    }

    public sealed class Part
    {
        public int Id { get; set; }
    }
}
