using CatalogueEf.Rows;
using Microsoft.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore;

namespace CatalogueEf;

/// <summary>The catalogue's tables. What is Ringfence's is one word for each: whose the rows are.</summary>
internal sealed class CatalogueContext(DbContextOptions<CatalogueContext> options) : DbContext(options)
{
    public DbSet<Api> Apis => Set<Api>();

    public DbSet<ApiVersion> Versions => Set<ApiVersion>();

    public DbSet<ApiOperation> Operations => Set<ApiOperation>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Tenant>(tenant =>
        {
            tenant.IsShared();
            tenant.ToTable("tenants");
            tenant.Property(row => row.Id).HasColumnName("id");
            tenant.Property(row => row.Name).HasColumnName("name");
        });
        modelBuilder.Entity<Api>(api =>
        {
            api.IsTenantOwned();
            api.Property<Guid>("TenantId").HasColumnName("tenant_id");
            api.ToTable("apis");
            api.Property(row => row.Id).HasColumnName("id").HasDefaultValueSql("gen_random_uuid()");
            api.Property(row => row.Name).HasColumnName("name");
            api.Property(row => row.Host).HasColumnName("host");
            api.HasIndex(row => row.Name).IsUnique();
            api.HasOne<Tenant>().WithMany().HasForeignKey("TenantId").OnDelete(DeleteBehavior.Restrict);
            api.HasMany(row => row.Versions).WithOne().HasForeignKey(version => version.ApiId);
        });
        modelBuilder.Entity<ApiVersion>(version =>
        {
            version.IsTenantOwned();
            version.Property<Guid>("TenantId").HasColumnName("tenant_id");
            version.ToTable("api_versions");
            version.Property(row => row.Id).HasColumnName("id").HasDefaultValueSql("gen_random_uuid()");
            version.Property(row => row.ApiId).HasColumnName("api_id");
            version.Property(row => row.Label).HasColumnName("label");
            version.HasIndex(row => new { row.ApiId, row.Label }).IsUnique();
            version.HasMany(row => row.Operations).WithOne().HasForeignKey(operation => operation.VersionId);
        });
        modelBuilder.Entity<ApiOperation>(operation =>
        {
            operation.IsTenantOwned();
            operation.Property<Guid>("TenantId").HasColumnName("tenant_id");
            operation.ToTable("api_operations");
            operation.Property(row => row.Id).HasColumnName("id").HasDefaultValueSql("gen_random_uuid()");
            operation.Property(row => row.VersionId).HasColumnName("version_id");
            operation.Property(row => row.Method).HasColumnName("method");
            operation.Property(row => row.Path).HasColumnName("path");
            operation
                .HasIndex(row => new
                {
                    row.VersionId,
                    row.Method,
                    row.Path,
                })
                .IsUnique();
        });
    }
}
