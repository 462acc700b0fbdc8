using Microsoft.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Ownership;

/// <summary>Teams with coaches that outlive them, and to which nothing else refers; tenants are in shadow.</summary>
internal sealed class TeamContext(DbContextOptions<TeamContext> options) : DbContext(options)
{
    public DbSet<Team> Teams => Set<Team>();

    public DbSet<Coach> Coaches => Set<Coach>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Team>().IsTenantOwned();
        modelBuilder.Entity<Coach>().IsTenantOwned().HasOne(row => row.Team).WithMany(row => row.Coaches);
        modelBuilder
            .Entity<Fan>()
            .IsTenantOwned()
            .HasOne<Team>()
            .WithMany()
            .HasForeignKey(row => row.TeamId)
            .OnDelete(DeleteBehavior.SetNull);
    }

    public sealed class Team
    {
        public int Id { get; set; }

        public List<Coach> Coaches { get; } = [];
    }

    public sealed class Coach
    {
        public int Id { get; set; }

        public Team? Team { get; set; }
    }

    public sealed class Fan
    {
        public int Id { get; set; }

        public int? TeamId { get; set; }
    }
}
