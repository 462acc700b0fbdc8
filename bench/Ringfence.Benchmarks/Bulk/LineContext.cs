using Microsoft.EntityFrameworkCore;

namespace Ringfence.Benchmarks.Bulk;

/// <summary>Lines as a service writes them with EF Core: the server sets the tenant.</summary>
internal abstract class LineContext(string table) : DbContext
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var line = modelBuilder.Entity<Line>().ToTable(table);
        line.Property(row => row.Id).ValueGeneratedNever();
        foreach (var property in line.Metadata.GetProperties())
        {
            property.SetColumnName(property.Name.ToLowerInvariant());
        }
    }
}
