using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Migrations;
using Ringfence.EntityFrameworkCore.Ownership;

namespace PostgresTests.EntityFrameworkCore.Ownership;

/// <summary>A type's rows are protected wherever they lie, and what has no table gets no column.</summary>
public sealed class TablesOfModelTests
{
    [Fact]
    public void A_root_without_a_table_carries_the_tenant_to_those_of_the_types_that_derive_from_it()
    {
        var model = AnyModelContext.Build(model =>
        {
            model.Entity<Medium>().UseTpcMappingStrategy().IsTenantOwned();
            model.Entity<Song>().HasIndex(row => row.Length).IsUnique();
            model.Entity<Film>();
        });

        AssertProtected(model, "Film", "Song");
        Assert.Equal(
            ["TenantId", "Length"],
            Assert
                .Single(model.FindEntityType(typeof(Song))!.GetDeclaredIndexes())
                .Properties.Select(property => property.Name)
        );
    }

    [Fact]
    public void A_root_that_is_taken_out_of_its_table_does_as_well()
    {
        var model = AnyModelContext.Build(model =>
        {
            model.Entity<Vehicle>().UseTpcMappingStrategy().ToTable((string?)null).IsTenantOwned();
            model.Entity<Car>().ToTable("Cars");
        });

        AssertProtected(model, "Cars");
    }

    [Fact]
    public void A_tenant_property_of_the_class_is_in_its_keys_as_well()
    {
        var model = AnyModelContext.Build(model =>
        {
            model.Entity<Owned>().UseTpcMappingStrategy();
            model.Entity<Disc>();
        });

        AssertProtected(model, "Disc");
    }

    [Fact]
    public void Tables_of_derived_types_are_owned_alike()
    {
        var refusal = Assert.Throws<OwnershipConflictException>(() =>
            AnyModelContext.Build(model =>
            {
                model.Entity<Medium>().UseTpcMappingStrategy().IsTenantOwned();
                model.Entity<Song>().ToTable("One");
                model.Entity<Total>().ToTable("One").IsShared();
            })
        );

        Assert.Contains("share the table One", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_view_gets_no_property_that_it_has_not_where_the_context_has_a_set_of_it()
    {
        var options = new DbContextOptionsBuilder<ViewContext>()
            .OfMany()
            .UseNpgsql("Host=nowhere")
            .UseRingfenceMigrations()
            .EnableServiceProviderCaching(cacheServiceProvider: false)
            .Options;
        using var context = new ViewContext(options);
        var model = context.GetService<IDesignTimeModel>().Model;

        Assert.Equal(3, model.GetEntityTypes().Count());
        Assert.All(
            model.GetEntityTypes(),
            type =>
            {
                Assert.Equal(TenantOwnership.Tenant, type.GetTenantOwnership());
                Assert.Null(type.FindTenantProperty());
                Assert.DoesNotContain(type.GetProperties(), property => property.IsShadowProperty());
            }
        );
        Assert.Empty(TenantTables.Of(model));
    }

    private static void AssertProtected(IModel model, params string[] tables)
    {
        var root = Assert.Single(model.GetEntityTypes(), type => type.BaseType is null);
        Assert.Equal("TenantId", root.FindTenantProperty()?.Name);
        Assert.Equal(["TenantId", "Id"], root.FindPrimaryKey()!.Properties.Select(property => property.Name));
        Assert.Equal(tables, TenantTables.Of(model).Select(table => table.Name));
    }

    private abstract class Medium
    {
        public int Id { get; set; }
    }

    private sealed class Song : Medium
    {
        public int Length { get; set; }
    }

    private sealed class Film : Medium;

    private class Vehicle
    {
        public int Id { get; set; }
    }

    private sealed class Car : Vehicle;

    private abstract class Owned
    {
        public int Id { get; set; }

        public Guid TenantId { get; set; }
    }

    private sealed class Disc : Owned;

    private sealed class Total
    {
        public int Id { get; set; }

        public int Sum { get; set; }
    }

    private sealed class Answer
    {
        public int Sum { get; set; }
    }

    private sealed class Count
    {
        public int Of { get; set; }
    }

    private sealed class ViewContext(DbContextOptions<ViewContext> options) : DbContext(options)
    {
        public DbSet<Total> Totals => Set<Total>();

        public DbSet<Answer> Answers => Set<Answer>();

        public DbSet<Count> Counts => Set<Count>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Total>().ToView("totals").IsTenantOwned();
            modelBuilder.Entity<Answer>().HasNoKey().ToFunction("answers").IsTenantOwned();
            modelBuilder.Entity<Count>().HasNoKey().ToSqlQuery("select 1 as \"Of\"").IsTenantOwned();
        }
    }
}
