using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Ringfence.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Migrations;

/// <summary>Models of these tests, of entity types without classes.</summary>
internal static class Shapes
{
    /// <summary>Nothing.</summary>
    public static void Empty(ModelBuilder model) { }

    /// <summary>Accounts of tenants, with their entries, and currencies, which are nobody's.</summary>
    public static void Ledger(ModelBuilder model)
    {
        Accounts(model);
        Currencies(model);
        model.Owned(
            "Entry",
            entry =>
            {
                entry.ToTable("Entries");
                entry.Property<int?>("AccountId");
                entry.Property<int>("Amount");
                entry.HasOne("Account").WithMany().HasForeignKey("AccountId").OnDelete(DeleteBehavior.SetNull);
            }
        );
    }

    public static void Accounts(ModelBuilder model) => Accounts(model, "Accounts");

    public static void Accounts(ModelBuilder model, string table) =>
        model.Owned(
            "Account",
            account =>
            {
                account.ToTable(table);
                account.Property<string>("Name").HasDefaultValue("");
            }
        );

    /// <summary>Two accounts of red, of one name.</summary>
    public static void TwoSeededAccounts(ModelBuilder model)
    {
        Accounts(model);
        model.SharedTypeEntity<Dictionary<string, object>>(
            "Account",
            account =>
                account.HasData(
                    new
                    {
                        Id = 1,
                        TenantId = Guid.Parse(MigrationProject.Red.Value),
                        Name = "seeded",
                    },
                    new
                    {
                        Id = 2,
                        TenantId = Guid.Parse(MigrationProject.Red.Value),
                        Name = "seeded",
                    }
                )
        );
    }

    public static void Currencies(ModelBuilder model) =>
        model.SharedTypeEntity<Dictionary<string, object>>(
            "Currency",
            currency =>
            {
                currency.ToTable("Currencies");
                currency.Property<string>("Code");
                currency.HasKey("Code");
                currency.IsShared();
            }
        );

    /// <summary>A tenant-owned type with key and tenant.</summary>
    public static void Owned(this ModelBuilder model, string name, Action<EntityTypeBuilder> shape) =>
        model.Owned<Guid>(name, shape);

    public static void Owned<TTenant>(this ModelBuilder model, string name, Action<EntityTypeBuilder> shape) =>
        model.SharedTypeEntity<Dictionary<string, object>>(
            name,
            entity =>
            {
                entity.Property<int>("Id").ValueGeneratedOnAdd();
                entity.Property<TTenant>("TenantId");
                entity.HasKey("Id");
                shape(entity);
                entity.IsTenantOwned();
            }
        );
}
