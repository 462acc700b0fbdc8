using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>Values of many types, full text, stored procedures, functions, alternate and composite keys, property bags.</summary>
internal static class Archives
{
    public static void Configure(ModelBuilder model)
    {
        model.Entity<Sample>().ToTable("sample").Property<string>("Hidden").HasDefaultValue("here");
        model.Entity<Sample>().Property(row => row.Mood).HasColumnType("integer");
        model.Entity<Article>(article =>
        {
            article.ToTable("article");
            article.HasGeneratedTsVectorColumn(row => row.Words!, "english", row => new { row.Title, row.Body });
            article.HasQueryFilter("withdrawn", row => !row.IsWithdrawn);
        });
        model.Entity<Entry>(entry =>
        {
            entry.ToTable("entry");
            entry.InsertUsingStoredProcedure(
                "entry_insert",
                insert =>
                    insert
                        .HasParameter(row => row.Text)
                        .HasParameter(row => row.Amount)
                        .HasParameter(row => row.Id, id => id.IsOutput())
            );
            entry.UpdateUsingStoredProcedure(
                "entry_update",
                update =>
                    update
                        .HasOriginalValueParameter(row => row.Id)
                        .HasParameter(row => row.Text)
                        .HasParameter(row => row.Amount)
                        .HasRowsAffectedParameter()
            );
            entry.DeleteUsingStoredProcedure("entry_delete", delete => delete.HasOriginalValueParameter(row => row.Id));
        });
        model.Entity<Country>().ToTable("country").HasAlternateKey(row => row.Code);
        model.Entity<City>(city =>
        {
            city.ToTable("city");
            city.HasOne(row => row.Country)
                .WithMany(row => row.Cities)
                .HasForeignKey(row => row.CountryCode)
                .HasPrincipalKey(row => row.Code);
        });
        model.Entity<Seat>().ToTable("seat").HasKey(row => new { row.Row, row.Number });
        model.SharedTypeEntity<Dictionary<string, object>>(
            "Bag",
            bag =>
            {
                bag.ToTable("bag");
                bag.Property<int>("Id");
                bag.Property<string>("Content");
            }
        );
        model.HasDbFunction(typeof(Archives).GetMethod(nameof(Doubled))!).HasName("doubled");
        model.HasDbFunction(typeof(Archives).GetMethod(nameof(PagesOf))!).HasName("pages_of");
        model.HasDbFunction(typeof(Store).GetMethod(nameof(Store.TitlesAbove))!).HasName("titles_above");
        model.Entity<TitleLine>().HasNoKey().ToTable((string?)null);
    }

    public static int Doubled(int number) =>
        throw new InvalidOperationException($"{number} is the server's to double.");

    public static int PagesOf(int authorId) => throw new InvalidOperationException($"{authorId} is the server's.");

    internal enum Mood
    {
        Calm,
        Cross,
    }

    internal sealed class Sample : IDisposable
    {
        public int Id { get; set; }

        public Mood Mood { get; set; }

        public DateOnly Day { get; set; }

        public TimeOnly Time { get; set; }

        public DateTimeOffset Moment { get; set; }

        public DateTime Local { get; set; }

        public TimeSpan Length { get; set; }

        public byte[] Bytes { get; set; } = [];

        public double Ratio { get; set; }

        public long Large { get; set; }

        public short Small { get; set; }

        public bool Flag { get; set; }

        public char Letter { get; set; }

        public Guid Mark { get; set; }

        public decimal Sum { get; set; }

        public DateOnly[] Days { get; set; } = [];

        public NpgsqlRange<DateOnly> Period { get; set; }

        public NpgsqlPoint Point { get; set; }

        public JsonDocument? Document { get; set; }

        public string? Nothing { get; set; }

        public void Dispose() => Document?.Dispose();
    }

    internal sealed class Article
    {
        public int Id { get; set; }

        public required string Title { get; set; }

        public required string Body { get; set; }

        public bool IsWithdrawn { get; set; }

        public NpgsqlTsVector? Words { get; set; }
    }

    internal sealed class Entry
    {
        public int Id { get; set; }

        public required string Text { get; set; }

        public int Amount { get; set; }
    }

    internal sealed class Country
    {
        public int Id { get; set; }

        public required string Code { get; set; }

        public List<City> Cities { get; } = [];
    }

    internal sealed class City
    {
        public int Id { get; set; }

        public required string Name { get; set; }

        public string? CountryCode { get; set; }

        public Country? Country { get; set; }
    }

    internal sealed class Seat
    {
        public int Row { get; set; }

        public int Number { get; set; }

        public string? Guest { get; set; }
    }

    internal sealed class TitleLine
    {
        public required string Title { get; set; }
    }
}
