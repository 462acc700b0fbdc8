using Microsoft.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore;

internal sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<Purchase> Purchases => Set<Purchase>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Customer>(customer =>
        {
            customer.ToTable("customer");
            customer.IsTenantOwned();
            customer.Property<Guid>("TenantId").HasColumnName("tenant_id").HasDefaultValueSql("ringfence.tenant()");
            customer.Property(row => row.Id).HasColumnName("id");
            customer.Property(row => row.Name).HasColumnName("name");
            customer.Property(row => row.Version).HasColumnName("version").IsConcurrencyToken();
        });
        modelBuilder.Entity<Purchase>(purchase =>
        {
            purchase.ToTable("purchase");
            purchase.IsTenantOwned();
            purchase.Property<Guid>("TenantId").HasColumnName("tenant_id").HasDefaultValueSql("ringfence.tenant()");
            purchase.Property(row => row.Id).HasColumnName("id");
            purchase.Property(row => row.CustomerId).HasColumnName("customer_id");
            purchase.Property(row => row.Total).HasColumnName("total");
            purchase.HasOne<Customer>().WithMany(row => row.Purchases).HasForeignKey(row => row.CustomerId);
        });
    }
}
