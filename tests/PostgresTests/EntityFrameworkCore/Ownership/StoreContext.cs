using Microsoft.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Ownership;

/// <summary>A store with relationships of each kind; its tables are in schema <c>"Odd Shop"</c>.</summary>
internal sealed class StoreContext(DbContextOptions<StoreContext> options) : DbContext(options)
{
    public DbSet<Buyer> Buyers => Set<Buyer>();

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Label> Labels => Set<Label>();

    public DbSet<Country> Countries => Set<Country>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema("Odd Shop");
        modelBuilder.Entity<Buyer>(buyer =>
        {
            buyer.ToTable("The Buyers").IsTenantOwned();
            buyer.HasIndex(row => row.Email).IsUnique().HasFilter("\"Email\" <> ''").HasDatabaseName("one_email");
            buyer.HasOne(row => row.Country).WithMany().HasForeignKey(row => row.CountryId);
            buyer.HasOne(row => row.Referrer).WithMany().HasForeignKey(row => row.ReferrerId);
            buyer.HasOne(row => row.Note).WithOne().HasForeignKey<Note>(row => row.Id);
            buyer.HasAlternateKey(row => row.Code);
        });
        modelBuilder.Entity<Order>(order =>
        {
            order.Property<Guid>("TenantId").HasColumnName("whose");
            order.HasOne(row => row.Buyer).WithMany(row => row.Orders).IsRequired();
            order
                .HasOne(row => row.Payer)
                .WithMany()
                .HasForeignKey(row => row.PayerId)
                .OnDelete(DeleteBehavior.SetNull);
            order
                .HasOne(row => row.Agent)
                .WithMany()
                .HasForeignKey(row => row.AgentCode)
                .HasPrincipalKey(row => row.Code);
            order.HasMany(row => row.Labels).WithMany(row => row.Orders);
        });
        modelBuilder.Entity<Label>().IsTenantOwned();
        modelBuilder.Entity<Note>().IsTenantOwned();
        modelBuilder.Entity<Country>().IsShared();
    }

    public sealed class Buyer
    {
        public int Id { get; set; }

        public string Email { get; set; } = "";

        public Guid Code { get; set; } = Guid.NewGuid();

        public string? CountryId { get; set; }

        public Country? Country { get; set; }

        public int? ReferrerId { get; set; }

        public Buyer? Referrer { get; set; }

        public Note? Note { get; set; }

        public List<Order> Orders { get; } = [];
    }

    public sealed class Order
    {
        public Guid Id { get; set; }

        public Buyer? Buyer { get; set; }

        public int? PayerId { get; set; }

        public Buyer? Payer { get; set; }

        public Guid? AgentCode { get; set; }

        public Buyer? Agent { get; set; }

        public int Total { get; set; }

        public List<Label> Labels { get; } = [];
    }

    public sealed class Label
    {
        public Guid Id { get; set; }

        public required string Text { get; set; }

        public List<Order> Orders { get; } = [];
    }

    public sealed class Note
    {
        public int Id { get; set; }

        public required string Text { get; set; }
    }

    public sealed class Country
    {
        public required string Id { get; set; }
    }
}
