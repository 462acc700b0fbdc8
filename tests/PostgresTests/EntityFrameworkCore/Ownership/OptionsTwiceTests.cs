using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
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

    private static (string, string, string, Binding) Said(Action<OwnershipOptions> model)
    {
        using var context = new DbContext(
            new DbContextOptionsBuilder().OfMany().UseNpgsql("Host=nowhere").UseRingfenceMigrations(model).Options
        );
        var options = context.GetService<OwnershipOptions>();
        return (options.ApplicationRole, options.AdminRole, options.Owner, options.Binding);
    }

    private static void Named(OwnershipOptions options) => options.TenantProperty = "Owner";
}
