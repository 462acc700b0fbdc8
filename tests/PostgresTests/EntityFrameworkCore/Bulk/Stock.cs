using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PostgresTests.EntityFrameworkCore.Bulk;

internal sealed class Stock(DbContextOptions<Stock> options) : DbContext(options)
{
    public DbSet<Item> Items => Set<Item>();

    public DbSet<Animal> Animals => Set<Animal>();

    public DbSet<Dictionary<string, object>> Pairs => Set<Dictionary<string, object>>("Pair");

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Item>(Item);
        modelBuilder.Entity<Animal>().ToTable("animal").HasDiscriminator<string>("kind");
        modelBuilder.Entity<Dog>();
        modelBuilder.Entity<Cat>();
        modelBuilder.Entity<Vehicle>().ToTable("vehicle");
        modelBuilder.Entity<Car>().ToTable("car");
        modelBuilder.Entity<Odd>(odd =>
        {
            odd.ToTable("Odd\"table", "public");
            odd.Property(row => row.Value).HasColumnName("Odd \"column\";");
        });
        modelBuilder.Entity<Document>(document =>
        {
            document.ToTable("document");
            document.ComplexProperty(row => row.Size, size => size.ToJson());
        });
        modelBuilder.Entity<Total>().HasNoKey().ToView("total");
        modelBuilder.SharedTypeEntity<Dictionary<string, object>>(
            "Pair",
            pair =>
            {
                pair.ToTable("pair");
                pair.IndexerProperty<int>("a");
                pair.IndexerProperty<int>("b");
                pair.HasKey("a", "b");
            }
        );
        foreach (
            var property in modelBuilder
                .Model.GetEntityTypes()
                .Where(type => !type.IsOwned())
                .SelectMany(type => type.GetProperties())
        )
        {
            if (property.DeclaringType.ClrType != typeof(Odd) && property.GetColumnName() == property.Name)
            {
                property.SetColumnName(property.Name == "TenantId" ? "tenant_id" : property.Name.ToLowerInvariant());
            }
        }
    }

    private static void Item(EntityTypeBuilder<Item> item)
    {
        item.ToTable("item");
        item.HasAnnotation("Ringfence:Ownership", "Tenant");
        item.HasAnnotation("Ringfence:TenantProperty", nameof(Bulk.Item.TenantId));
        item.Property(row => row.TenantId).IsRequired().HasDefaultValueSql("ringfence.tenant()");
        item.Property(row => row.Grade).HasConversion<string>();
        item.Property(row => row.NativeGrade).HasColumnType("grade");
        item.Property(row => row.Source).HasDefaultValueSql("'server'");
        item.Property<int>("Doubled").HasComputedColumnSql("level * 2", stored: true);
        item.Property<uint>("xmin").IsRowVersion();
        item.ComplexProperty(
            row => row.Size,
            size =>
            {
                size.Property(row => row.Width).HasColumnName("width");
                size.Property(row => row.Height).HasColumnName("height");
            }
        );
        item.OwnsOne(
            row => row.Origin,
            origin =>
            {
                origin.Property(row => row.City).HasColumnName("city");
                origin.Property(row => row.Zip).HasColumnName("zip");
            }
        );
        item.OwnsMany(row => row.Remarks, remark => remark.ToTable("remark"));
        item.HasOne(row => row.Parent).WithMany(row => row.Children).HasForeignKey(row => row.ParentId);
    }
}
