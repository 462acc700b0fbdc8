using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;
using PostgresTests.DataSource;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Ownership;

namespace PostgresTests.EntityFrameworkCore.Ownership;

public sealed class FinishedModelTests
{
    [Fact]
    public void Each_way_to_declare_is_written_into_the_model()
    {
        var model = AnyModelContext.Build(Declare);

        Assert.Equal("uuid", model.FindAnnotation("Ringfence:TenantIdType")?.Value);
        Assert.Equal("Tenant Whose", Said(typeof(Named)));
        Assert.Equal("Tenant TenantId", Said(typeof(Attributed)));
        Assert.Equal("Tenant TenantId", Said(typeof(ByConvention)));
        Assert.Equal("Tenant TenantId", Said(typeof(Derived)));
        Assert.Equal("Tenant TenantId", Said(typeof(Part)));
        Assert.Equal("Shared ", Said(typeof(Currency)));
        Assert.Null(model.FindEntityType(typeof(Derived))!.FindAnnotation("Ringfence:Ownership"));
        var join = Assert.Single(model.GetEntityTypes(), type => type.IsPropertyBag);
        Assert.Equal(
            (TenantOwnership.Tenant, "TenantId"),
            (join.GetTenantOwnership(), join.FindTenantProperty()?.Name)
        );

        string Said(Type type) =>
            $"{model.FindEntityType(type)!.GetTenantOwnership()} {model.FindEntityType(type)!.FindTenantProperty()?.Name}";
    }

    [Fact]
    public void Keys_begin_with_the_tenant_and_stay_generated()
    {
        var model = AnyModelContext.Build(Declare);

        var named = model.FindEntityType(typeof(Named))!;
        Assert.Equal(["Whose", "Id"], Names(named.FindPrimaryKey()!.Properties));
        Assert.Equal(ValueGenerated.OnAdd, named.FindProperty("Id")!.ValueGenerated);
        Assert.Equal(
            NpgsqlValueGenerationStrategy.IdentityByDefaultColumn,
            named.FindProperty("Id")!.GetValueGenerationStrategy()
        );
        Assert.Equal("the_key", named.FindPrimaryKey()!.GetName());
        var tenant = named.FindProperty("Whose")!;
        Assert.Equal("ringfence.tenant()", tenant.GetDefaultValueSql());
        Assert.Equal(
            (false, PropertySaveBehavior.Ignore, PropertySaveBehavior.Throw),
            (tenant.IsNullable, tenant.GetBeforeSaveBehavior(), tenant.GetAfterSaveBehavior())
        );
        Assert.Equal(
            ["TenantId", "B", "A"],
            Names(model.FindEntityType(typeof(Attributed))!.FindPrimaryKey()!.Properties)
        );
        Assert.Equal(["Id"], Names(model.FindEntityType(typeof(Currency))!.FindPrimaryKey()!.Properties));
    }

    [Fact]
    public void A_key_with_the_tenant_in_it_is_left_and_an_index_leads_with_it()
    {
        var model = AnyModelContext.Build(model =>
            model.Entity<Named>(named =>
            {
                named.IsTenantOwned(row => row.Whose);
                named.HasKey(row => new { row.Id, row.Whose });
            })
        );

        var named = model.FindEntityType(typeof(Named))!;
        Assert.Equal(["Id", "Whose"], Names(named.FindPrimaryKey()!.Properties));
        Assert.Equal(["Whose"], Names(Assert.Single(named.GetIndexes()).Properties));
    }

    [Fact]
    public void Foreign_keys_carry_the_tenant_and_keep_what_was_said_of_them()
    {
        var model = AnyModelContext.Build(Declare);

        var child = model.FindEntityType(typeof(ByConvention))!;
        var foreignKey = Assert.Single(child.GetForeignKeys(), key => key.PrincipalEntityType.ClrType == typeof(Named));
        Assert.Equal(["TenantId", "NamedId"], Names(foreignKey.Properties));
        Assert.Equal((false, DeleteBehavior.SetNull), (foreignKey.IsRequired, foreignKey.DeleteBehavior));
        Assert.Equal("the_reference", foreignKey.GetConstraintName());
        Assert.Equal(["TenantId", "NamedId"], Names(Assert.Single(child.GetIndexes(), Has("NamedId")).Properties));
        var toCurrency = Assert.Single(
            child.GetForeignKeys(),
            key => key.PrincipalEntityType.ClrType == typeof(Currency)
        );
        Assert.Equal(["CurrencyId"], Names(toCurrency.Properties));
    }

    [Fact]
    public void Unique_indexes_carry_the_tenant_and_keep_what_was_said_of_them()
    {
        var model = AnyModelContext.Build(model =>
            model.Entity<Named>(named =>
            {
                named.IsTenantOwned(row => row.Whose);
                named
                    .HasIndex(row => new { row.First, row.Last }, "both")
                    .IsUnique()
                    .IsDescending(true, false)
                    .HasNullSortOrder(NullSortOrder.NullsLast, NullSortOrder.NullsFirst)
                    .HasOperators("text_pattern_ops", "text_ops")
                    .AreNullsDistinct(false);
                named.HasIndex(row => row.First, "all").IsUnique().IsDescending();
                named.HasIndex(row => row.Last);
            })
        );

        var indexes = model.FindEntityType(typeof(Named))!.GetIndexes().ToDictionary(index => index.Name ?? "");
        var both = indexes["both"];
        Assert.Equal(["Whose", "First", "Last"], Names(both.Properties));
        Assert.True(both.IsUnique);
        Assert.Equal([false, true, false], both.IsDescending!);
        Assert.Equal([null!, "text_pattern_ops", "text_ops"], both.GetOperators()!);
        Assert.Equal(
            [NullSortOrder.Unspecified, NullSortOrder.NullsLast, NullSortOrder.NullsFirst],
            both.GetNullSortOrder()!
        );
        Assert.False(both.GetAreNullsDistinct());
        Assert.Equal([false, true], indexes["all"].IsDescending!);
        Assert.Equal(["Last"], Names(indexes[""].Properties));
    }

    [Fact]
    public void What_refers_to_a_tenant_does_so_by_its_tenant_property()
    {
        var model = AnyModelContext.Build(model =>
        {
            model.Entity<Account>().IsTenantOwned(row => row.Id);
            model.Entity<Bill>().IsTenantOwned().HasOne(row => row.Account).WithMany();
        });

        var bill = model.FindEntityType(typeof(Bill))!;
        var foreignKey = Assert.Single(bill.GetForeignKeys());
        Assert.Equal(["TenantId"], Names(foreignKey.Properties));
        Assert.Equal(DeleteBehavior.Restrict, foreignKey.DeleteBehavior);
        Assert.Equal(["TenantId", "Id"], Names(bill.GetProperties()).Order().Reverse());
        Assert.Equal(["Id"], Names(model.FindEntityType(typeof(Account))!.FindPrimaryKey()!.Properties));
    }

    [Fact]
    public void A_view_gets_no_keys_and_no_property_that_it_has_not()
    {
        var model = AnyModelContext.Build(model =>
        {
            model.Entity<Currency>().HasNoKey().ToView("currencies").IsTenantOwned();
            model.Entity<Named>().HasNoKey().ToView("names").IsTenantOwned(row => row.Whose);
        });

        Assert.Null(model.FindEntityType(typeof(Currency))!.FindTenantProperty());
        var named = model.FindEntityType(typeof(Named))!;
        Assert.Equal("Whose", named.FindTenantProperty()?.Name);
        Assert.Empty(named.GetKeys());
        Assert.Empty(named.GetIndexes());
    }

    [Fact]
    public void Keys_stay_as_they_are_where_the_options_say_so_which_is_logged()
    {
        var log = new CapturedLog();
        var model = AnyModelContext.Build(Declare, options => options.UnsafeKeysWithoutTenant = true, log);

        var named = model.FindEntityType(typeof(Named))!;
        Assert.Equal(["Id"], Names(named.FindPrimaryKey()!.Properties));
        Assert.Equal("Whose", named.FindTenantProperty()?.Name);
        Assert.Equal(["Whose"], Names(Assert.Single(named.GetIndexes()).Properties));
        Assert.Null(model.FindEntityType(typeof(Part))!.FindTenantProperty());
        Assert.Equal(1, log.Count(401));
    }

    private static void Declare(ModelBuilder model)
    {
        model.Entity<Named>(named =>
        {
            named.IsTenantOwned(row => row.Whose);
            named.HasKey(row => row.Id).HasName("the_key");
        });
        model.Entity<Attributed>(attributed =>
        {
            attributed.HasKey(row => new { row.B, row.A });
            attributed.OwnsOne(row => row.Part);
        });
        model.Entity<Derived>();
        model.Entity<ByConvention>(child =>
        {
            child
                .HasOne(row => row.Named)
                .WithMany()
                .OnDelete(DeleteBehavior.SetNull)
                .HasConstraintName("the_reference");
            child.HasMany(row => row.Currencies).WithMany();
        });
    }

    private static Predicate<IIndex> Has(string property) => index => index.Properties.Any(p => p.Name == property);

    private static IEnumerable<string> Names(IEnumerable<IReadOnlyProperty> properties) =>
        properties.Select(property => property.Name);

    private sealed class Named
    {
        public int Id { get; set; }

        public Guid Whose { get; set; }

        public string First { get; set; } = "";

        public string Last { get; set; } = "";
    }

    [TenantOwned]
    private class Attributed
    {
        public int A { get; set; }

        public int B { get; set; }

        public Part? Part { get; set; }
    }

    private sealed class Derived : Attributed;

    private sealed class Part
    {
        public int Size { get; set; }
    }

    private sealed class ByConvention
    {
        public int Id { get; set; }

        public Guid TenantId { get; set; }

        public Named? Named { get; set; }

        public Currency? Currency { get; set; }

        public List<Currency> Currencies { get; } = [];
    }

    [Shared]
    private sealed class Currency
    {
        public int Id { get; set; }
    }

    private sealed class Account
    {
        public Guid Id { get; set; }
    }

    private sealed class Bill
    {
        public int Id { get; set; }

        public Account? Account { get; set; }
    }
}
