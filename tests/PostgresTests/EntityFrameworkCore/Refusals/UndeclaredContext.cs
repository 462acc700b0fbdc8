using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Ownership;
using Ringfence.Npgsql;

namespace PostgresTests.EntityFrameworkCore.Refusals;

/// <summary>The same table in a model that says nothing of tenants: nobody but the database compares.</summary>
internal sealed class UndeclaredContext(DbContextOptions<UndeclaredContext> options) : DbContext(options)
{
    public DbSet<DeclaredCustomer> Customers => Set<DeclaredCustomer>();

    /// <summary>With interceptors that EF Core asks before Ringfence's, and after.</summary>
    public static UndeclaredContext Open(
        TenantDataSource source,
        IInterceptor? before = null,
        IInterceptor? after = null
    ) =>
        new(
            new DbContextOptionsBuilder<UndeclaredContext>()
                .OfMany()
                .UseNpgsql()
                .AddInterceptors(before is null ? [] : [before])
                .UseRingfence(
                    source,
                    model =>
                    {
                        model.TenantProperty = "None";
                        model.UndeclaredEntities = UndeclaredEntities.Allow;
                    }
                )
                .AddInterceptors(after is null ? [] : [after])
                .Options
        );

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
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
        });
}
