using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Ownership;

namespace PostgresTests.EntityFrameworkCore.Ownership;

/// <summary>Relationships with a type of which each row is a tenant.</summary>
public sealed class TenantReferenceTests
{
    [Fact]
    public void A_tenant_does_not_refer_to_another()
    {
        var refusal = Assert.Throws<TenantKeyException>(() =>
            AnyModelContext.Build(model =>
                model.Entity<Account>().IsTenantOwned(row => row.Id).HasOne<Account>().WithMany()
            )
        );

        Assert.Equal(("RF7006", "Account"), (refusal.Code, refusal.EntityType));
    }

    [Fact]
    public void A_row_does_not_refer_to_two_tenants()
    {
        var refusal = Assert.Throws<TenantKeyException>(() =>
            AnyModelContext.Build(model =>
            {
                model.Entity<Account>().IsTenantOwned(row => row.Id);
                model.Entity<Deal>().IsTenantOwned();
            })
        );

        Assert.Equal(("RF7006", "Deal"), (refusal.Code, refusal.EntityType));
    }

    [Fact]
    public void A_join_type_names_the_tenant_once()
    {
        var model = AnyModelContext.Build(model =>
        {
            model.Entity<User>().IsShared();
            model
                .Entity<Account>()
                .IsTenantOwned(row => row.Id)
                .HasMany<User>()
                .WithMany()
                .UsingEntity<Membership>(
                    right => right.HasOne<User>().WithMany().HasForeignKey("UserId"),
                    left => left.HasOne<Account>().WithMany(),
                    join => join.Property(row => row.Role).HasMaxLength(10)
                );
        });

        var membership = model.FindEntityType(typeof(Membership))!;
        Assert.Equal(["TenantId", "UserId"], Names(membership.FindPrimaryKey()!.Properties));
        Assert.Single(membership.GetKeys());
        Assert.Equal(["Role", "TenantId", "UserId"], Names(membership.GetProperties()).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["TenantId", "UserId"],
            membership
                .GetForeignKeys()
                .Select(foreignKey => Assert.Single(foreignKey.Properties).Name)
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_tenant_is_not_deleted_with_what_refers_to_it_by_its_tenant_property()
    {
        Assert.Equal(DeleteBehavior.Restrict, OfBill(_ => { }));
        Assert.Equal(DeleteBehavior.Cascade, OfBill(foreignKey => foreignKey.DeleteBehavior = DeleteBehavior.Cascade));

        static DeleteBehavior OfBill(Action<IMutableForeignKey> say) =>
            Build<Bill>(model =>
                say(
                    model
                        .Entity<Bill>()
                        .HasOne(row => row.Tenant)
                        .WithMany()
                        .HasForeignKey(row => row.TenantId)
                        .Metadata
                )
            );
    }

    [Fact]
    public void Nor_with_what_refers_to_it_in_shadow_and_must() =>
        Assert.Equal(
            DeleteBehavior.Restrict,
            Build<Letter>(model => model.Entity<Letter>().IsTenantOwned().HasOne<Account>().WithMany().IsRequired())
        );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_a_tenant_owns_is_its_own_by_what_refers_to_it(bool isNamed)
    {
        var model = AnyModelContext.Build(model =>
            model
                .Entity<Firm>()
                .IsTenantOwned(row => row.Id)
                .OwnsMany(
                    row => row.Desks,
                    desk =>
                    {
                        if (isNamed)
                        {
                            desk.WithOwner().HasForeignKey("FirmId");
                            desk.HasKey("FirmId", nameof(Desk.Id));
                        }

                        desk.OwnsMany(row => row.Drawers);
                    }
                )
        );

        var desk = model.FindEntityType(typeof(Desk))!;
        Assert.Equal(("FirmId", typeof(Guid)), (desk.FindTenantProperty()!.Name, desk.FindTenantProperty()!.ClrType));
        Assert.Equal(["FirmId", "Id"], Names(desk.FindPrimaryKey()!.Properties));
        Assert.Equal(["FirmId"], Names(desk.FindOwnership()!.Properties));
        Assert.Equal("ringfence.tenant()", desk.FindTenantProperty()!.GetDefaultValueSql());
        var drawer = model.FindEntityType(typeof(Drawer))!;
        Assert.Equal(["FirmId", "DeskId"], Names(drawer.FindOwnership()!.Properties));
        Assert.Equal("FirmId", drawer.FindTenantProperty()!.Name);
    }

    private static DeleteBehavior Build<TEntity>(Action<ModelBuilder> more)
    {
        var model = AnyModelContext.Build(model =>
        {
            model.Entity<Account>().IsTenantOwned(row => row.Id);
            more(model);
        });
        return Assert.Single(model.FindEntityTypes(typeof(TEntity)).Single().GetForeignKeys()).DeleteBehavior;
    }

    private static IEnumerable<string> Names(IEnumerable<IReadOnlyProperty> properties) =>
        properties.Select(property => property.Name);

    private sealed class Account
    {
        public Guid Id { get; set; }
    }

    private sealed class User
    {
        public int Id { get; set; }
    }

    private sealed class Membership
    {
        public string Role { get; set; } = "";
    }

    private sealed class Deal
    {
        public int Id { get; set; }

        public Account? Seller { get; set; }

        public Account? Buyer { get; set; }
    }

    private sealed class Bill
    {
        public int Id { get; set; }

        public Guid TenantId { get; set; }

        public Account? Tenant { get; set; }
    }

    private sealed class Letter
    {
        public int Id { get; set; }
    }

    private sealed class Firm
    {
        public Guid Id { get; set; }

        public List<Desk> Desks { get; } = [];
    }

    private sealed class Desk
    {
        public int Id { get; set; }

        public List<Drawer> Drawers { get; } = [];
    }

    private sealed class Drawer
    {
        public int Id { get; set; }
    }
}
