using Microsoft.EntityFrameworkCore;
using Ringfence;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Ownership;

namespace PostgresTests.EntityFrameworkCore.Ownership;

public sealed class ModelErrorTests
{
    [Fact]
    public void What_is_not_declared_is_named_all_of_it()
    {
        var refusal = Assert.Throws<UndeclaredEntitiesException>(() =>
            AnyModelContext.Build(model =>
            {
                model.Entity<Parent>().HasMany(row => row.Children).WithOne();
                model.Entity<Child>().OwnsOne(row => row.Part);
                model.Entity<Other>().IsShared();
            })
        );

        Assert.Equal("RF7002", refusal.Code);
        Assert.Equal(["Child", "Parent"], refusal.EntityTypes);
        Assert.Contains("Child, Parent", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("IsShared()", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_view_is_to_be_declared_as_well()
    {
        var refusal = Assert.Throws<UndeclaredEntitiesException>(() =>
            AnyModelContext.Build(model => model.Entity<Other>().HasNoKey().ToView("others"))
        );

        Assert.Equal(["Other"], refusal.EntityTypes);
    }

    [Fact]
    public void What_is_not_declared_may_be_let_be()
    {
        var model = AnyModelContext.Build(
            model => model.Entity<Other>(),
            options => options.UndeclaredEntities = UndeclaredEntities.Allow
        );

        var other = model.FindEntityType(typeof(Other))!;
        Assert.Equal(TenantOwnership.Undeclared, other.GetTenantOwnership());
        Assert.Null(other.FindTenantProperty());
        Assert.Equal(["Id"], other.FindPrimaryKey()!.Properties.Select(property => property.Name));
    }

    [Fact]
    public void A_shared_type_does_not_refer_to_a_tenants_row()
    {
        var refusal = Assert.Throws<OwnershipConflictException>(() =>
            AnyModelContext.Build(model =>
            {
                model.Entity<Parent>().IsTenantOwned().HasMany(row => row.Children).WithOne();
                model.Entity<Child>(child =>
                {
                    child.IsShared();
                    child.Ignore(row => row.Part);
                });
            })
        );

        Assert.Equal("RF7004", refusal.Code);
        Assert.Contains("Child is shared", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nor_does_a_type_that_is_not_declared() =>
        Assert.Contains(
            "Child is not declared",
            Assert
                .Throws<OwnershipConflictException>(() =>
                    AnyModelContext.Build(
                        model =>
                        {
                            model.Entity<Parent>().IsTenantOwned().HasMany(row => row.Children).WithOne();
                            model.Entity<Child>().Ignore(row => row.Part);
                        },
                        options => options.UndeclaredEntities = UndeclaredEntities.Allow
                    )
                )
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_derived_type_is_not_declared_otherwise_than_its_root()
    {
        Refused(model =>
        {
            model.Entity<Other>().IsShared();
            model.Entity<Derived>().IsTenantOwned();
        });
        Refused(model =>
        {
            model.Entity<Other>();
            model.Entity<Derived>().IsTenantOwned();
        });
    }

    [Fact]
    public void An_owned_type_is_not_declared_otherwise_than_its_owner() =>
        Refused(model =>
        {
            model.Entity<Child>().IsTenantOwned().OwnsOne(row => row.Part);
            model.Model.FindEntityType(typeof(Part))!.SetAnnotation("Ringfence:Ownership", "Shared");
        });

    [Fact]
    public void Types_in_one_table_are_owned_alike() =>
        Refused(model =>
        {
            model.Entity<Other>().ToTable("one").IsShared();
            model.Entity<Twin>(twin =>
            {
                twin.ToTable("one").IsTenantOwned();
                twin.HasOne<Other>().WithOne().HasForeignKey<Twin>(row => row.Id);
            });
        });

    [Fact]
    public void A_class_is_not_both()
    {
        Refused(model => model.Entity<Both>());
    }

    [Fact]
    public void A_tenant_property_is_of_the_databases_type()
    {
        var refusal = Assert.Throws<TenantPropertyException>(() =>
            AnyModelContext.Build(model => model.Entity<Numbered>().IsTenantOwned(row => row.Owner))
        );

        Assert.Equal(("RF7005", "Numbered", "Owner"), (refusal.Code, refusal.EntityType, refusal.PropertyName));
        Assert.NotNull(
            AnyModelContext.Build(
                model => model.Entity<Numbered>().IsTenantOwned(row => row.Owner),
                options => options.TenantIdType = TenantIdType.Integer
            )
        );
    }

    [Fact]
    public void All_tenant_properties_have_one_type() =>
        Assert.Throws<TenantPropertyException>(() =>
            AnyModelContext.Build(
                model =>
                {
                    model.Entity<Numbered>().IsTenantOwned(row => row.Owner);
                    model.Entity<Other>().IsTenantOwned("Owner").Property<long>("Owner").HasConversion<int>();
                },
                options => options.TenantIdType = TenantIdType.Integer
            )
        );

    [Fact]
    public void A_tenant_property_is_not_of_a_derived_type() =>
        Assert.Throws<TenantPropertyException>(() =>
            AnyModelContext.Build(model =>
            {
                model.Entity<Other>().IsTenantOwned();
                model.Entity<Derived>().Property<Guid>("TenantId");
            })
        );

    [Fact]
    public void A_tenant_is_not_named_by_another_property_beside_the_tenant_property()
    {
        var refusal = Assert.Throws<TenantKeyException>(() =>
            AnyModelContext.Build(model =>
            {
                model.Entity<Account>().IsTenantOwned(row => row.Id);
                model.Entity<Bill>().IsTenantOwned().HasOne<Account>().WithMany().HasForeignKey(row => row.AccountId);
            })
        );

        Assert.Equal(("RF7006", "Bill"), (refusal.Code, refusal.EntityType));
        Assert.Contains("IsTenantOwned(\"AccountId\")", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_in_several_tables_need_the_tenant_in_their_key()
    {
        Refused(model => model.Entity<Derived>().HasBaseType<Other>(), root => root.UseTptMappingStrategy());
        Refused(_ => { }, root => root.SplitToTable("rest", rest => rest.Property(row => row.Name)));

        static void Refused(
            Action<ModelBuilder> more,
            Action<Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<Other>> map
        ) =>
            Assert.Throws<TenantKeyException>(() =>
                AnyModelContext.Build(
                    model =>
                    {
                        map(model.Entity<Other>().IsTenantOwned());
                        more(model);
                    },
                    options => options.UnsafeKeysWithoutTenant = true
                )
            );
    }

    private static void Refused(Action<ModelBuilder> model) =>
        Assert.Throws<OwnershipConflictException>(() => AnyModelContext.Build(model));

    private sealed class Parent
    {
        public int Id { get; set; }

        public List<Child> Children { get; } = [];
    }

    private sealed class Child
    {
        public int Id { get; set; }

        public Part? Part { get; set; }
    }

    private sealed class Part
    {
        public int Size { get; set; }
    }

    private class Other
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";
    }

    private sealed class Derived : Other;

    private sealed class Twin
    {
        public int Id { get; set; }
    }

    [Shared, TenantOwned]
    private sealed class Both
    {
        public int Id { get; set; }
    }

    private sealed class Numbered
    {
        public int Id { get; set; }

        public int Owner { get; set; }
    }

    private sealed class Account
    {
        public Guid Id { get; set; }
    }

    private sealed class Bill
    {
        public int Id { get; set; }

        public Guid AccountId { get; set; }
    }
}
