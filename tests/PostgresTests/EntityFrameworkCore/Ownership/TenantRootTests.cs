using Microsoft.EntityFrameworkCore;
using Npgsql;
using Ringfence;
using Firm = PostgresTests.EntityFrameworkCore.Ownership.FirmContext.Firm;

namespace PostgresTests.EntityFrameworkCore.Ownership;

public sealed class TenantRootTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenant_and_what_it_owns_are_saved_changed_and_read_by_it_alone()
    {
        await using var firms = await OpenAsync();
        foreach (var tenant in new[] { Shop.Red, Shop.Blue })
        {
            using var scope = TenantScope.Enter(tenant);
            await using var context = firms.Open();
            var firm = await context.Firms.SingleAsync(Cancellation);
            firm.Desks[0].Drawers.Add(new() { Label = $"of {tenant.Value[0]}" });
            firm.Desks.Add(new() { Wood = "oak" });
            firm.Notes[0].Text = "changed";
            firm.Vault!.Depth++;
            await context.SaveChangesAsync(Cancellation);
        }

        Assert.Equal("street 4 motto changed elm:first,of 1 oak:", await ReadAsync(Shop.Red));
        Assert.Equal("street 4 motto changed elm:first,of 2 oak:", await ReadAsync(Shop.Blue));
        using (TenantScope.Enter(Shop.Red))
        {
            await using var context = firms.Open();
            context.Remove(await context.Firms.SingleAsync(Cancellation));
            await context.SaveChangesAsync(Cancellation);
            Assert.Empty(await context.Firms.ToListAsync(Cancellation));
        }

        Assert.Equal("street 4 motto changed elm:first,of 2 oak:", await ReadAsync(Shop.Blue));

        async Task<string> ReadAsync(TenantId tenant)
        {
            using var scope = TenantScope.Enter(tenant);
            await using var context = firms.Open();
            var firm = await context.Firms.SingleAsync(Cancellation);
            var desks = firm
                .Desks.OrderBy(row => row.Wood, StringComparer.Ordinal)
                .Select(row => $"{row.Wood}:{string.Join(',', row.Drawers.Select(drawer => drawer.Label).Order())}");
            return $"{firm.Seat!.Street} {firm.Vault!.Depth} {firm.Motto!.Text} {firm.Notes[0].Text} {string.Join(' ', desks)}";
        }
    }

    [Theory]
    [InlineData("insert into \"Desk\" (\"FirmId\", \"Wood\") values ('22222222-2222-2222-2222-222222222222', 'teak')")]
    [InlineData("update \"Drawer\" as d set \"FirmId\" = '22222222-2222-2222-2222-222222222222'")]
    public async Task Nobody_gives_another_tenant_what_it_would_own(string attack)
    {
        await using var firms = await OpenAsync();

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => firms.As(Shop.Red).ExecuteAsync(attack));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    private async Task<OwnedDatabase<FirmContext>> OpenAsync()
    {
        var firms = await OwnedDatabase<FirmContext>.CreateAsync(postgres.Server, options => new(options));
        foreach (var tenant in new[] { Shop.Red, Shop.Blue })
        {
            using var scope = TenantScope.Enter(tenant);
            await using var context = firms.Open();
            context.Add(
                new Firm
                {
                    Id = Guid.Parse(tenant.Value),
                    Seat = new() { Street = "street" },
                    Vault = new() { Depth = 3 },
                    Motto = new() { Text = "motto" },
                    Notes = { new() { Text = "note" } },
                    Desks =
                    {
                        new() { Wood = "elm", Drawers = { new() { Label = "first" } } },
                    },
                }
            );
            await context.SaveChangesAsync(Cancellation);
        }

        return firms;
    }
}
