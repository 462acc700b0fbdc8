using Microsoft.EntityFrameworkCore;

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
            customer
                .Property(row => row.TenantId)
                .HasColumnName("tenant_id")
                .IsRequired()
                .HasDefaultValueSql("ringfence.tenant()");
            customer.HasAnnotation("Ringfence:Ownership", "Tenant");
            customer.HasAnnotation("Ringfence:TenantProperty", nameof(DeclaredCustomer.TenantId));
        });
        modelBuilder.Entity<Draft>(draft =>
        {
            draft.ToTable("draft", "public");
            draft.Property(row => row.Id).HasColumnName("id");
            draft.Property(row => row.TenantId).HasColumnName("tenant_id");
            draft.HasAnnotation("Ringfence:Ownership", "Tenant");
            draft.HasAnnotation("Ringfence:TenantProperty", nameof(Draft.TenantId));
        });
    }
}
