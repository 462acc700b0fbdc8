using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Ringfence.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Bulk;

internal sealed class Stock(DbContextOptions<Stock> options) : DbContext(options)
{
    public DbSet<Item> Items => Set<Item>();

    public DbSet<Animal> Animals => Set<Animal>();

    public DbSet<Dictionary<string, object>> Pairs => Set<Dictionary<string, object>>("Pair");

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Item>(Item);
        modelBuilder.Entity<Animal>(animal =>
        {
            animal.ToTable("animal").HasDiscriminator<string>("kind");
            OfTenant(animal);
        });
        modelBuilder.Entity<Dog>();
        modelBuilder.Entity<Cat>();
        modelBuilder.Entity<Vehicle>().ToTable("vehicle").IsShared();
        modelBuilder.Entity<Car>().ToTable("car");
        modelBuilder.Entity<Odd>(odd =>
        {
            odd.ToTable("Odd\"table", "public");
            OfTenant(odd);
            odd.Property(row => row.Value).HasColumnName("Odd \"column\";");
        });
        modelBuilder.Entity<Document>(document =>
        {
            document.ToTable("document").IsShared();
            document.ComplexProperty(row => row.Size, size => size.ToJson());
        });
        modelBuilder.Entity<Total>().HasNoKey().ToView("total").IsShared();
        modelBuilder.SharedTypeEntity<Dictionary<string, object>>(
            "Pair",
            pair =>
            {
                pair.ToTable("pair");
                OfTenant(pair);
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

    private static void OfTenant(EntityTypeBuilder entity)
    {
        entity.IsTenantOwned();
        entity.Property<Guid>("TenantId").HasColumnName("tenant_id");
    }

    private static void Item(EntityTypeBuilder<Item> item)
    {
        item.ToTable("item");
        item.IsTenantOwned(row => row.TenantId);
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
        item.OwnsMany(
            row => row.Remarks,
            remark =>
            {
                remark.ToTable("remark");
                remark.Property<Guid>("TenantId").HasColumnName("tenant_id");
            }
        );
        item.HasOne(row => row.Parent).WithMany(row => row.Children).HasForeignKey(row => row.ParentId);
    }
}
