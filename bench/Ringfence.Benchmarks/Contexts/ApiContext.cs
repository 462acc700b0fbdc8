using Microsoft.EntityFrameworkCore;

namespace Ringfence.Benchmarks.Contexts;

/// <summary>The same model for all variants; each has tables of its own, by the schema that a derived context names.</summary>
internal abstract class ApiContext(DbContextOptions options, string schema) : DbContext(options)
{
    public DbSet<Api> Apis => Set<Api>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Api>(api =>
        {
            api.ToTable($"{schema}_api");
            api.HasMany(row => row.Versions).WithOne().HasForeignKey(row => row.ApiId);
        });
        modelBuilder.Entity<Version>(version =>
        {
            version.ToTable($"{schema}_version");
            version.HasMany(row => row.Operations).WithOne().HasForeignKey(row => row.VersionId);
        });
        modelBuilder.Entity<Operation>().ToTable($"{schema}_operation");
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(type => type.GetProperties()))
        {
            property.SetColumnName(
                property.Name.EndsWith("Id", StringComparison.Ordinal) && property.Name.Length > 2
                    ? $"{property.Name[..^2].ToLowerInvariant()}_id"
                    : property.Name.ToLowerInvariant()
            );
        }
    }
}
