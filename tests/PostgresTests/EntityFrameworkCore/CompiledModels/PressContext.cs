using Microsoft.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.CompiledModels;

/// <summary>Public, since the code of a compiled model is of another assembly.</summary>
public sealed class PressContext(DbContextOptions<PressContext> options) : DbContext(options)
{
    public DbSet<Author> Authors => Set<Author>();

    public DbSet<Book> Books => Set<Book>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Author>(author =>
        {
            author.IsTenantOwned();
            author.HasIndex(row => row.Name).IsUnique();
            author.OwnsMany(row => row.Prizes);
            author.OwnsOne(row => row.Life, life => life.ToJson());
        });
        modelBuilder.Entity<Book>().HasMany(row => row.Tags).WithMany(row => row.Books);
        modelBuilder.Entity<Novel>();
        modelBuilder.Entity<Tag>().IsTenantOwned();
        modelBuilder.Entity<Language>().IsShared();
    }

    public sealed class Author
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";

        public Life? Life { get; set; }

        public List<Prize> Prizes { get; } = [];

        public List<Book> Books { get; } = [];
    }

    public sealed class Life
    {
        public int Born { get; set; }
    }

    public sealed class Prize
    {
        public string Title { get; set; } = "";
    }

    /// <summary>Its tenant is a property of its own.</summary>
    public class Book
    {
        public int Id { get; set; }

        public Guid TenantId { get; private set; }

        public string Title { get; set; } = "";

        public Author? Author { get; set; }

        public List<Tag> Tags { get; } = [];
    }

    public sealed class Novel : Book
    {
        public int Pages { get; set; }
    }

    public sealed class Tag
    {
        public int Id { get; set; }

        public string Label { get; set; } = "";

        public List<Book> Books { get; } = [];
    }

    public sealed class Language
    {
        public string Id { get; set; } = "";
    }
}
