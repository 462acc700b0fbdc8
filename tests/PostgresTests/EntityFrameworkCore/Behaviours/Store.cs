using Microsoft.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>The context of these tests, as it is written without Ringfence.</summary>
internal sealed class Store(DbContextOptions options) : DbContext(options)
{
    /// <summary>Something of the context's own, which a pool does not know.</summary>
    public string? Mark { get; set; }

    public DbSet<Library.Author> Authors => Set<Library.Author>();

    public DbSet<Library.Book> Books => Set<Library.Book>();

    public DbSet<Library.Review> Reviews => Set<Library.Review>();

    public DbSet<Library.Tag> Tags => Set<Library.Tag>();

    public DbSet<Library.Publisher> Publishers => Set<Library.Publisher>();

    public DbSet<Library.Signing> Signings => Set<Library.Signing>();

    public DbSet<Offices.Account> Accounts => Set<Offices.Account>();

    public DbSet<Offices.Gadget> Gadgets => Set<Offices.Gadget>();

    public DbSet<Offices.Team> Teams => Set<Offices.Team>();

    public DbSet<Offices.Node> Nodes => Set<Offices.Node>();

    public DbSet<Offices.Parcel> Parcels => Set<Offices.Parcel>();

    public DbSet<Archives.Sample> Samples => Set<Archives.Sample>();

    public DbSet<Archives.Article> Articles => Set<Archives.Article>();

    public DbSet<Archives.Entry> Entries => Set<Archives.Entry>();

    public DbSet<Dictionary<string, object>> Bags => Set<Dictionary<string, object>>("Bag");

    public IQueryable<Archives.TitleLine> TitlesAbove(int pages) => FromExpression(() => TitlesAbove(pages));

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        Library.Configure(modelBuilder);
        Families.Configure(modelBuilder);
        Offices.Configure(modelBuilder);
        Archives.Configure(modelBuilder);
    }
}
