using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>Authors and their books: one to many, one to one, many to many with and without payload, owned and JSON.</summary>
internal static class Library
{
    public static void Configure(ModelBuilder model)
    {
        model.Entity<Author>(author =>
        {
            author.ToTable("author");
            author.HasIndex(row => row.Name).IsUnique();
            author.OwnsOne(row => row.Home, home => home.OwnsOne(row => row.Place));
            author
                .HasMany(row => row.Publishers)
                .WithMany(row => row.Authors)
                .UsingEntity<Signing>(signing => signing.ToTable("signing").Property(row => row.Fee));
        });
        model.Entity<Book>(book =>
        {
            book.ToTable("book");
            book.Property(row => row.Genre).HasConversion<string>();
            book.Property(row => row.Isbn).HasConversion(isbn => isbn.Text, text => new(text));
            book.OwnsOne(
                row => row.Details,
                details =>
                {
                    details.ToJson();
                    details.OwnsMany(row => row.Editions);
                }
            );
            book.HasMany(row => row.Tags).WithMany(row => row.Books).UsingEntity(join => join.ToTable("book_tag"));
        });
        model.Entity<Biography>(biography =>
        {
            biography.ToTable("biography");
            biography.HasKey(row => row.AuthorId);
        });
        model.Entity<Review>(review =>
        {
            review.ToTable("review", table => table.HasCheckConstraint("stars", "\"Stars\" between 1 and 5"));
            review.Property(row => row.Version).IsConcurrencyToken();
            review.Property(row => row.Text).HasMaxLength(40);
        });
        model.Entity<Tag>().ToTable("tag");
        model.Entity<Publisher>().ToTable("publisher");
        model.Entity<BookLine>().HasNoKey().ToView("book_line");
    }

    internal sealed class Author
    {
        public int Id { get; set; }

        public required string Name { get; set; }

        public string? Country { get; set; }

        public Home? Home { get; set; }

        public Biography? Biography { get; set; }

        public List<Book> Books { get; } = [];

        public List<Publisher> Publishers { get; } = [];

        public List<Signing> Signings { get; } = [];
    }

    internal sealed class Home
    {
        public required string Street { get; set; }

        public string? City { get; set; }

        public Place? Place { get; set; }
    }

    internal sealed class Place
    {
        public required int X { get; set; }

        public int Y { get; set; }
    }

    internal sealed class Biography
    {
        public int AuthorId { get; set; }

        public required string Text { get; set; }

        public Author? Author { get; set; }
    }

    internal sealed class Book
    {
        public int Id { get; set; }

        public required string Title { get; set; }

        public int Pages { get; set; }

        public decimal Price { get; set; }

        public DateTime Published { get; set; } = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

        public Genre Genre { get; set; }

        public Isbn Isbn { get; set; } = new("0");

        public string[] Keywords { get; set; } = [];

        public List<int> Ratings { get; set; } = [];

        public NpgsqlRange<int>? Ages { get; set; }

        public Details? Details { get; set; }

        public int AuthorId { get; set; }

        public Author? Author { get; set; }

        public List<Review> Reviews { get; } = [];

        public List<Tag> Tags { get; } = [];
    }

    internal sealed record Isbn(string Text);

    internal enum Genre
    {
        Novel,
        Poetry,
        Science,
    }

    internal sealed class Details
    {
        public string? Cover { get; set; }

        public int Weight { get; set; }

        public List<Edition> Editions { get; set; } = [];
    }

    internal sealed class Edition
    {
        public int Year { get; set; }

        public string? Place { get; set; }
    }

    internal sealed class Review
    {
        public int Id { get; set; }

        public int BookId { get; set; }

        public Book? Book { get; set; }

        public int Stars { get; set; }

        public string? Text { get; set; }

        public int Version { get; set; } = 1;
    }

    internal sealed class Tag
    {
        public Guid Id { get; set; }

        public required string Label { get; set; }

        public List<Book> Books { get; } = [];
    }

    internal sealed class Publisher
    {
        public int Id { get; set; }

        public required string Name { get; set; }

        public List<Author> Authors { get; } = [];

        public List<Signing> Signings { get; } = [];
    }

    internal sealed class Signing
    {
        public int AuthorId { get; set; }

        public int PublisherId { get; set; }

        public int Fee { get; set; }

        public Author? Author { get; set; }

        public Publisher? Publisher { get; set; }
    }

    /// <summary>Has no key: a view.</summary>
    internal sealed class BookLine
    {
        public required string Title { get; set; }

        public required string Author { get; set; }
    }
}
