using Microsoft.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Refusals;

internal sealed class DeclaredContext(DbContextOptions<DeclaredContext> options) : DbContext(options)
{
    public DbSet<DeclaredCustomer> Customers => Set<DeclaredCustomer>();

    public DbSet<Draft> Drafts => Set<Draft>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<DeclaredCustomer>(customer =>
        {
            customer.ToTable("customer");
            customer.Property(row => row.Id).HasColumnName("id");
            customer.Property(row => row.Name).HasColumnName("name");
            customer.Property(row => row.TenantId).HasColumnName("tenant_id");
            customer.IsTenantOwned(row => row.TenantId);
        });
        modelBuilder.Entity<Draft>(draft =>
        {
            draft.ToTable("draft", "public");
            draft.Property(row => row.Id).HasColumnName("id");
            draft.Property(row => row.TenantId).HasColumnName("tenant_id");
            draft.IsTenantOwned(row => row.TenantId);
        });
    }
}
