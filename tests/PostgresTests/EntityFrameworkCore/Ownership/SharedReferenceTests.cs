using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Ringfence.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Ownership;

/// <summary>Relationships of tenant-owned types with shared ones.</summary>
public sealed class SharedReferenceTests
{
    [Fact]
    public void One_row_for_a_shared_one_is_one_for_each_tenant()
    {
        var profile = AnyModelContext.Build(Declare).FindEntityType(typeof(Profile))!;

        AssertUniqueForEachTenant(profile, "TenantId, UserId");
    }

    [Fact]
    public void So_it_is_where_the_index_was_named()
    {
        var profile = AnyModelContext
            .Build(model =>
            {
                Declare(model);
                model.Entity<Profile>().HasIndex(row => row.UserId, "by_user").IsUnique().HasDatabaseName("by_user");
            })
            .FindEntityType(typeof(Profile))!;

        AssertUniqueForEachTenant(profile, "TenantId, UserId");
    }

    [Fact]
    public void So_it_is_where_the_row_has_the_key_of_the_shared_one()
    {
        var profile = AnyModelContext
            .Build(model =>
            {
                model.Entity<User>().IsShared();
                model
                    .Entity<Profile>()
                    .IsTenantOwned()
                    .HasOne(row => row.User)
                    .WithOne()
                    .HasForeignKey<Profile>(row => row.Id);
            })
            .FindEntityType(typeof(Profile))!;

        AssertUniqueForEachTenant(profile, null);
        Assert.Equal(["TenantId", "Id"], profile.FindPrimaryKey()!.Properties.Select(property => property.Name));
    }

    [Fact]
    public void A_shared_type_refers_to_no_tenants_row_where_keys_are_without_the_tenant()
    {
        var refusal = Assert.Throws<OwnershipConflictException>(() =>
            AnyModelContext.Build(
                model =>
                {
                    model.Entity<User>().IsShared().HasOne<Profile>().WithMany();
                    model.Entity<Profile>().IsTenantOwned().Ignore(row => row.User);
                },
                options => options.UnsafeKeysWithoutTenant = true
            )
        );

        Assert.Contains("User is shared", refusal.Message, StringComparison.Ordinal);
    }

    private static void Declare(ModelBuilder model)
    {
        model.Entity<User>().IsShared();
        model
            .Entity<Profile>()
            .IsTenantOwned()
            .HasOne(row => row.User)
            .WithOne()
            .HasForeignKey<Profile>(row => row.UserId);
    }

    private static void AssertUniqueForEachTenant(IEntityType profile, string? expected)
    {
        var unique = profile.GetIndexes().Where(index => index.IsUnique).Select(Names);
        Assert.Equal(expected is null ? [] : [expected], unique);
        var foreignKey = Assert.Single(profile.GetForeignKeys());
        Assert.True(foreignKey.IsUnique);
        Assert.Single(foreignKey.Properties);
    }

    private static string Names(IIndex index) => string.Join(", ", index.Properties.Select(property => property.Name));

    private sealed class User
    {
        public int Id { get; set; }
    }

    private sealed class Profile
    {
        public int Id { get; set; }

        public int UserId { get; set; }

        public User? User { get; set; }
    }
}
