using Microsoft.EntityFrameworkCore;
using Npgsql;
using Ringfence;

namespace PostgresTests.EntityFrameworkCore.Ownership;

public sealed class TenantTypeTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task Uuids_tell_tenants_apart() => TellApartAsync<Guid>(TenantIdType.Uuid, Shop.Red.Value, Shop.Blue.Value);

    [Fact]
    public Task Nullable_uuids_tell_tenants_apart() =>
        TellApartAsync<Guid?>(TenantIdType.Uuid, Shop.Red.Value, Shop.Blue.Value);

    [Fact]
    public Task Long_numbers_tell_tenants_apart() => TellApartAsync<long>(TenantIdType.BigInt, "1", "9000000000");

    [Fact]
    public Task Numbers_tell_tenants_apart() => TellApartAsync<int>(TenantIdType.Integer, "1", "2");

    [Fact]
    public Task Texts_tell_tenants_apart() => TellApartAsync<string>(TenantIdType.Text, "Straße", "strasse");

    [Fact]
    public Task Values_of_the_users_own_type_tell_tenants_apart() =>
        TellApartAsync<OwnerId>(TenantIdType.BigInt, "1", "2");

    private async Task TellApartAsync<TId>(TenantIdType type, string red, string blue)
    {
        await using var database = await OwnedDatabase<TypedContext<TId>>.CreateAsync(
            postgres.Server,
            options => new(options),
            type
        );
        Assert.Empty(database.KeysWithoutTenant);
        var (first, second) = (TenantId.Parse(red, type), TenantId.Parse(blue, type));
        var id = await SaveAsync(first);
        await SaveAsync(second);

        Assert.Equal(1, await CountAsync(first));
        Assert.Equal(1, await CountAsync(second));
        var refusal = await Assert.ThrowsAsync<PostgresException>(() =>
            database
                .As(second)
                .ExecuteAsync($"insert into \"Page\" (\"Id\", \"PaperId\") values (gen_random_uuid(), {id})")
        );
        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, refusal.SqlState);

        async Task<int> SaveAsync(TenantId tenant)
        {
            using var scope = TenantScope.Enter(tenant);
            await using var context = database.Open();
            var paper = new TypedContext<TId>.Paper { Pages = { new() } };
            var root = new TypedContext<TId>.Root { Name = tenant.Value };
            root.Papers.Add(paper);
            context.Add(root);
            Assert.Equal(3, await context.SaveChangesAsync(Cancellation));
            Assert.Equal(paper.TenantId, root.Id);
            return paper.Id;
        }

        async Task<int> CountAsync(TenantId tenant)
        {
            using var scope = TenantScope.Enter(tenant);
            await using var context = database.Open();
            Assert.NotNull(
                await context.Papers.FirstOrDefaultAsync(row => row.Root!.Name == tenant.Value, Cancellation)
            );
            Assert.Equal(tenant == first, await context.Papers.FindAsync([id], Cancellation) is not null);
            var root = await context
                .Roots.Include(row => row.Papers)
                    .ThenInclude(row => row.Pages)
                .SingleAsync(Cancellation);
            return root.Papers.Sum(row => row.Pages.Count);
        }
    }
}
