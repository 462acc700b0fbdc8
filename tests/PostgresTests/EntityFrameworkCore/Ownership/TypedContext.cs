using Microsoft.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Ownership;

/// <summary>Rows with a tenant property of their own, of a type that differs from context to context, and in shadow.</summary>
internal sealed class TypedContext<TId>(DbContextOptions<TypedContext<TId>> options) : DbContext(options)
{
    public DbSet<Root> Roots => Set<Root>();

    public DbSet<Paper> Papers => Set<Paper>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Root>(root =>
        {
            root.IsTenantOwned(row => row.Id);
            root.Property(row => row.Name).HasMaxLength(50);
        });
        modelBuilder.Entity<Paper>().HasOne(row => row.Root).WithMany(row => row.Papers).IsRequired();
        modelBuilder.Entity<Page>().IsTenantOwned();
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<OwnerId>().HaveConversion<OwnerIdConverter>();

    /// <summary>A tenant itself.</summary>
    public sealed class Root
    {
        public TId Id { get; private set; } = default!;

        public string Name { get; set; } = "";

        public List<Paper> Papers { get; } = [];
    }

    public sealed class Paper
    {
        public int Id { get; set; }

        public TId TenantId { get; private set; } = default!;

        public Root? Root { get; set; }

        public List<Page> Pages { get; } = [];
    }

    public sealed class Page
    {
        public Guid Id { get; set; }
    }
}
