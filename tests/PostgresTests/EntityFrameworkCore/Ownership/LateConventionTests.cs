using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Ownership;

namespace PostgresTests.EntityFrameworkCore.Ownership;

/// <summary>The user's conventions have the last word on a model; what they say may not be without the tenant.</summary>
public sealed class LateConventionTests
{
    [Fact]
    public void A_unique_index_that_a_later_convention_adds_carries_the_tenant()
    {
        AssertRefused(model => OrderOf(model).AddIndex(NumberOf(model)).IsUnique = true);
        Build(model => OrderOf(model).AddIndex(NumberOf(model)));
    }

    [Fact]
    public void So_does_a_key() => AssertRefused(model => OrderOf(model).AddKey(NumberOf(model)));

    [Fact]
    public void So_does_a_foreign_key() =>
        AssertRefused(model =>
        {
            var customer = model.FindEntityType(typeof(Customer))!;
            var other = OrderOf(model).AddProperty("Other", typeof(Guid));
            OrderOf(model).AddForeignKey([other, NumberOf(model)], customer.FindPrimaryKey()!, customer);
        });

    [Fact]
    public void A_table_has_its_tenant_property() =>
        AssertRefused(model => OrderOf(model).RemoveAnnotation("Ringfence:TenantProperty"));

    [Fact]
    public void A_later_convention_adds_no_type_that_is_not_declared()
    {
        var refusal = Assert.Throws<UndeclaredEntitiesException>(() =>
            Build(model =>
            {
                var late = model.AddEntityType(typeof(Late));
                late.SetPrimaryKey(late.AddProperty(nameof(Late.Id), typeof(int)));
            })
        );

        Assert.Equal(["Late"], refusal.EntityTypes);
    }

    [Fact]
    public void Keys_without_the_tenant_go_where_the_options_say_so() =>
        Build(
            model => OrderOf(model).AddIndex(NumberOf(model)).IsUnique = true,
            options => options.UnsafeKeysWithoutTenant = true
        );

    private static void AssertRefused(Action<IMutableModel> late)
    {
        var refusal = Assert.Throws<TenantKeyException>(() => Build(late));

        Assert.Equal(("RF7006", "Order"), (refusal.Code, refusal.EntityType));
    }

    private static void Build(Action<IMutableModel> late, Action<OwnershipOptions>? ownership = null)
    {
        var options = new DbContextOptionsBuilder<LateContext>()
            .OfMany()
            .UseNpgsql("Host=nowhere")
            .UseRingfenceMigrations(ownership)
            .EnableServiceProviderCaching(cacheServiceProvider: false)
            .Options;
        using var context = new LateContext(options, late);
        Assert.NotNull(context.GetService<IDesignTimeModel>().Model);
    }

    private static IMutableEntityType OrderOf(IMutableModel model) => model.FindEntityType(typeof(Order))!;

    private static IMutableProperty NumberOf(IMutableModel model) => OrderOf(model).FindProperty(nameof(Order.Number))!;

    private sealed class Order
    {
        public int Id { get; set; }

        public Guid Number { get; set; }
    }

    private sealed class Customer
    {
        public Guid Id { get; set; }
    }

    private sealed class Late
    {
        public int Id { get; set; }
    }

    private sealed class LateContext(DbContextOptions<LateContext> options, Action<IMutableModel> late)
        : DbContext(options)
    {
        protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
            configurationBuilder.Conventions.Add(_ => new LateConvention(late));

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Order>().IsTenantOwned();
            modelBuilder.Entity<Customer>().IsTenantOwned();
        }
    }

    private sealed class LateConvention(Action<IMutableModel> late) : IModelFinalizingConvention
    {
        public void ProcessModelFinalizing(
            IConventionModelBuilder modelBuilder,
            IConventionContext<IConventionModelBuilder> context
        ) => late((IMutableModel)modelBuilder.Metadata);
    }
}
