using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Caching.Memory;
using Ringfence;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Ownership;
using Ringfence.Testing.Databases;

namespace PostgresTests.EntityFrameworkCore.Ownership;

public sealed class OptionsTwiceTests(PostgresFixture postgres)
{
    [Fact]
    public async Task What_a_second_call_says_of_the_model_is_not_dropped()
    {
        await using var database = await TestDatabase.CreateAsync(
            postgres.Server,
            new(),
            TestContext.Current.CancellationToken
        );

        Refused(options => options.TenantProperty = "OrgId");
        Refused(options => options.ApplicationRole = "other_app");
        Use().UseRingfence(database.Source).UseRingfence(database.Source, Named);

        void Refused(Action<OwnershipOptions> other) =>
            Assert.Contains(
                "model",
                Assert.Throws<InvalidOperationException>(() => Use().UseRingfence(database.Source, other)).Message,
                StringComparison.Ordinal
            );

        DbContextOptionsBuilder Use() => new DbContextOptionsBuilder().UseNpgsql().UseRingfence(database.Source, Named);
    }

    /// <summary>EF Core keeps services, and with them what a migration writes, for contexts that say the same.</summary>
    [Theory]
    [InlineData(nameof(OwnershipOptions.ApplicationRole))]
    [InlineData(nameof(OwnershipOptions.AdminRole))]
    [InlineData(nameof(OwnershipOptions.Owner))]
    [InlineData(nameof(OwnershipOptions.Binding))]
    public void Contexts_that_differ_in_the_contract_do_not_share_what_was_said(string what)
    {
        Assert.Equal(("ringfence_app", "ringfence_admin", "ringfence_owner", Binding.Signed), Said(_ => { }));
        Assert.NotEqual(Said(_ => { }), Said(Differ));

        void Differ(OwnershipOptions options)
        {
            _ = what switch
            {
                nameof(OwnershipOptions.ApplicationRole) => options.ApplicationRole = "other",
                nameof(OwnershipOptions.AdminRole) => options.AdminRole = "other",
                nameof(OwnershipOptions.Owner) => options.Owner = "other",
                _ => $"{options.Binding = Binding.Setting}",
            };
        }
    }

    /// <summary>EF Core keeps models in it by the type of the context.</summary>
    [Fact]
    public void Contexts_that_differ_in_the_model_do_not_share_one_in_a_cache_of_the_users()
    {
        using var cache = new MemoryCache(new MemoryCacheOptions());

        Assert.Equal("TenantId", Property("TenantId"));
        Assert.Equal("OrgId", Property("OrgId"));

        string? Property(string name)
        {
            using var context = new FilteredContext(
                new DbContextOptionsBuilder<FilteredContext>()
                    .OfMany()
                    .UseNpgsql("Host=nowhere")
                    .UseRingfenceMigrations(options => options.TenantProperty = name)
                    .UseMemoryCache(cache)
                    .Options
            );
            return context.Model.FindEntityType(typeof(FilteredContext.Item))?.FindTenantProperty()?.Name;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_factory_of_keys_for_models_that_the_user_replaced_stays(bool isBefore)
    {
        var builder = new DbContextOptionsBuilder().OfMany().UseNpgsql("Host=nowhere");
        if (isBefore)
        {
            builder.ReplaceService<IModelCacheKeyFactory, NoDesignTime>().UseRingfenceMigrations();
        }
        else
        {
            builder.UseRingfenceMigrations().ReplaceService<IModelCacheKeyFactory, NoDesignTime>();
        }

        using var context = new DbContext(builder.Options);

        Assert.IsType<NoDesignTime>(context.GetService<IModelCacheKeyFactory>());
    }

    private static (string, string, string, Binding) Said(Action<OwnershipOptions> model)
    {
        using var context = new DbContext(
            new DbContextOptionsBuilder().OfMany().UseNpgsql("Host=nowhere").UseRingfenceMigrations(model).Options
        );
        var options = context.GetService<OwnershipOptions>();
        return (options.ApplicationRole, options.AdminRole, options.Owner, options.Binding);
    }

    private static void Named(OwnershipOptions options) => options.TenantProperty = "Owner";

    private sealed class NoDesignTime : IModelCacheKeyFactory
    {
        public object Create(DbContext context, bool designTime) => context.GetType();
    }
}
