using Microsoft.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Ownership;

/// <summary>Tenants that own things, in their own table, in others and in documents.</summary>
internal sealed class FirmContext(DbContextOptions<FirmContext> options) : DbContext(options)
{
    public DbSet<Firm> Firms => Set<Firm>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<Firm>(firm =>
        {
            firm.IsTenantOwned(row => row.Id);
            firm.OwnsOne(row => row.Seat);
            firm.OwnsOne(row => row.Vault, vault => vault.ToTable("Vaults"));
            firm.OwnsOne(row => row.Motto, motto => motto.ToJson());
            firm.OwnsMany(row => row.Notes, note => note.ToJson());
            firm.OwnsMany(row => row.Desks, desk => desk.OwnsMany(row => row.Drawers));
        });

    public sealed class Firm
    {
        public Guid Id { get; set; }

        public Seat? Seat { get; set; }

        public Vault? Vault { get; set; }

        public Motto? Motto { get; set; }

        public List<Note> Notes { get; } = [];

        public List<Desk> Desks { get; } = [];
    }

    public sealed class Seat
    {
        public string Street { get; set; } = "";
    }

    public sealed class Vault
    {
        public int Depth { get; set; }
    }

    public sealed class Motto
    {
        public string Text { get; set; } = "";
    }

    public sealed class Note
    {
        public string Text { get; set; } = "";
    }

    public sealed class Desk
    {
        public int Id { get; set; }

        public string Wood { get; set; } = "";

        public List<Drawer> Drawers { get; } = [];
    }

    public sealed class Drawer
    {
        public int Id { get; set; }

        public string Label { get; set; } = "";
    }
}
