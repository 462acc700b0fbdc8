using Microsoft.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Migrations;

/// <summary>A context whose model each test says itself; public, since migrations in another assembly name it.</summary>
public sealed class LedgerContext(DbContextOptions<LedgerContext> options, Action<ModelBuilder> shape)
    : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => shape(modelBuilder);
}
