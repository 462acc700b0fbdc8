using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Ringfence.EntityFrameworkCore;

namespace CatalogueEf;

/// <summary>The context of the migrations, as <c>dotnet ef</c> makes it too: the owner's connection, and no data source.</summary>
internal sealed class MigratingContext : IDesignTimeDbContextFactory<CatalogueContext>
{
    public static CatalogueContext Create(string ownerConnectionString) =>
        new(
            new DbContextOptionsBuilder<CatalogueContext>()
                .UseNpgsql(ownerConnectionString)
                .UseRingfenceMigrations()
                .Options
        );

    /// <summary>Writing migrations needs no database; applying them by <c>dotnet ef database update</c> does.</summary>
    public CatalogueContext CreateDbContext(string[] args) =>
        Create(Environment.GetEnvironmentVariable("CATALOGUE_OWNER") ?? "Host=localhost;Database=catalogue");
}
