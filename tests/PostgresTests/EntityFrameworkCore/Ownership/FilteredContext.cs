using Microsoft.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Ownership;

/// <summary>Entity types with filters of their own, with a name and without.</summary>
internal sealed class FilteredContext(DbContextOptions<FilteredContext> options) : DbContext(options)
{
    public const string Visible = "visible";

    public DbSet<Item> Items => Set<Item>();

    public DbSet<Box> Boxes => Set<Box>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Item>().HasQueryFilter(row => !row.IsHidden);
        modelBuilder.Entity<Box>().HasQueryFilter(Visible, row => !row.IsHidden);
    }

    [TenantOwned]
    public sealed class Item
    {
        public int Id { get; set; }

        public bool IsHidden { get; set; }
    }

    [TenantOwned(nameof(Whose))]
    public sealed class Box
    {
        public int Id { get; set; }

        public Guid Whose { get; private set; }

        public bool IsHidden { get; set; }
    }
}
