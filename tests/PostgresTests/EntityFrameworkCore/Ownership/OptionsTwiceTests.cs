using Microsoft.EntityFrameworkCore;
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

    private static void Named(OwnershipOptions options) => options.TenantProperty = "Owner";
}
