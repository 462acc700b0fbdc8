using Microsoft.EntityFrameworkCore;
using Ringfence;
using Coach = PostgresTests.EntityFrameworkCore.Ownership.TeamContext.Coach;
using Fan = PostgresTests.EntityFrameworkCore.Ownership.TeamContext.Fan;
using Team = PostgresTests.EntityFrameworkCore.Ownership.TeamContext.Team;

namespace PostgresTests.EntityFrameworkCore.Ownership;

public sealed class OwnedSeveranceTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TenantIdType.Uuid)]
    [InlineData(TenantIdType.Text)]
    public async Task A_deleted_principal_leaves_its_dependents_with_their_tenant(TenantIdType tenantIdType)
    {
        await using var teams = await OpenAsync(tenantIdType);
        await AddAsync(teams, Shop.Red);
        await AddAsync(teams, Shop.Blue);
        using (TenantScope.Enter(Shop.Red))
        {
            await using var context = teams.Open();
            var team = await context.Teams.Include(row => row.Coaches).SingleAsync(Cancellation);
            await context.Set<Fan>().LoadAsync(Cancellation);
            team.Coaches.Add(new());
            context.Remove(team);
            await context.SaveChangesAsync(Cancellation);

            Assert.All(context.ChangeTracker.Entries(), entry => Assert.Equal(EntityState.Unchanged, entry.State));
        }

        Assert.Equal((0, 2, 1), await CountAsync(teams, Shop.Red));
        Assert.Equal((1, 0, 0), await CountAsync(teams, Shop.Blue));
    }

    [Fact]
    public async Task A_principal_deleted_in_the_database_leaves_its_dependents_with_their_tenant()
    {
        await using var teams = await OpenAsync();
        await AddAsync(teams, Shop.Red);
        await AddAsync(teams, Shop.Blue);

        await teams.As(Shop.Red).ExecuteAsync("update \"Coaches\" as c set \"TeamId\" = null");
        await teams.As(Shop.Red).ExecuteAsync("delete from \"Teams\" as t");

        Assert.Equal((0, 1, 1), await CountAsync(teams, Shop.Red));
        Assert.Equal((1, 0, 0), await CountAsync(teams, Shop.Blue));
    }

    [Fact]
    public async Task A_dependent_is_cut_off_by_its_navigation()
    {
        await using var teams = await OpenAsync();
        await AddAsync(teams, Shop.Red);
        using (TenantScope.Enter(Shop.Red))
        {
            await using var context = teams.Open();
            (await context.Coaches.Include(row => row.Team).SingleAsync(Cancellation)).Team = null;
            await context.SaveChangesAsync(Cancellation);
        }

        Assert.Equal((1, 1, 0), await CountAsync(teams, Shop.Red));
    }

    /// <summary>The rows that a caller holds are of its own tenant: the other's of the same id is not among them.</summary>
    [Fact]
    public async Task An_entity_that_came_from_elsewhere_is_compared_with_those_of_the_tenant_in_scope()
    {
        await using var teams = await OpenAsync();
        var red = await AddAsync(teams, Shop.Red);
        await AddAsync(teams, Shop.Blue);
        await using var context = teams.Open();
        var team = new Team { Id = red };
        IQueryable<Coach> Query() => context.Coaches.Where(row => row.Team == team);

        using (TenantScope.Enter(Shop.Red))
        {
            Assert.Equal(1, await Query().CountAsync(Cancellation));
            Assert.Equal(0, await context.Coaches.CountAsync(row => row.Team != team, Cancellation));
        }

        using (TenantScope.Enter(Shop.Blue))
        {
            Assert.Equal(0, await Query().CountAsync(Cancellation));
            Assert.Equal(1, await context.Coaches.CountAsync(row => row.Team != team, Cancellation));
        }
    }

    private static async Task<int> AddAsync(OwnedDatabase<TeamContext> teams, TenantId tenant)
    {
        using var scope = TenantScope.Enter(tenant);
        await using var context = teams.Open();
        var team = new Team { Coaches = { new() } };
        context.Add(team);
        await context.SaveChangesAsync(Cancellation);
        context.Add(new Fan { TeamId = team.Id });
        await context.SaveChangesAsync(Cancellation);
        return team.Id;
    }

    /// <summary>Its teams, and its coaches and fans that have none.</summary>
    private static async Task<(long Teams, long Coaches, long Fans)> CountAsync(
        OwnedDatabase<TeamContext> teams,
        TenantId tenant
    ) =>
        (
            await teams.As(tenant).CountAsync("select count(*) from \"Teams\""),
            await teams.As(tenant).CountAsync("select count(*) from \"Coaches\" as c where c.\"TeamId\" is null"),
            await teams.As(tenant).CountAsync("select count(*) from \"Fan\" as f where f.\"TeamId\" is null")
        );

    private Task<OwnedDatabase<TeamContext>> OpenAsync(TenantIdType tenantIdType = TenantIdType.Uuid) =>
        OwnedDatabase<TeamContext>.CreateAsync(postgres.Server, options => new(options), tenantIdType);
}
