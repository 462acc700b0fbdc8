using Ringfence.Catalog.Functions;

namespace UnitTests.Predicates;

public sealed class FacetTests
{
    [Fact]
    public void Settings_tell_how_they_are_read()
    {
        var bare = Assert.Single(Judging.Facets("tenant_id = current_setting('app.tenant')::uuid").Settings);
        var safe = Assert.Single(
            Judging.Facets("tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid)").Settings
        );

        Assert.Equal(
            ("app.tenant", false, true, false),
            (bare.Name, bare.MissingOk, bare.ChokesOnEmpty, bare.IsHoisted)
        );
        Assert.Equal(
            ("app.tenant", true, false, true),
            (safe.Name, safe.MissingOk, safe.ChokesOnEmpty, safe.IsHoisted)
        );
    }

    [Fact]
    public void Functions_tell_whether_they_run_once_and_what_they_read()
    {
        var getter = Judging.Function(
            "app.tenant",
            "select current_setting('app.tenant')::uuid",
            volatility: Volatility.Immutable
        );

        var row = Assert.Single(Judging.Facets("tenant_id = app.tenant()", getter).Functions);
        var once = Assert.Single(Judging.Facets("tenant_id = (select app.tenant())", getter).Functions);
        var correlated = Assert.Single(Judging.Facets("(select app.tenant(invoice.id))", getter).Functions);

        Assert.True(row.IsImmutableGetter);
        Assert.False(row.IsHoisted);
        Assert.True(once.IsHoisted);
        Assert.False(correlated.IsHoisted);
        Assert.Equal("app.tenant", Assert.Single(Judging.Facets("tenant_id = app.tenant()", getter).Settings).Name);
    }

    [Fact]
    public void Sub_selects_tell_whose_rows_they_read()
    {
        var facets = Judging.Facets(
            "exists (select from app.members m where m.tenant_id = invoice.tenant_id and m.name = current_user)"
        );

        var membership = Assert.Single(facets.Memberships);
        Assert.Equal(["app.members"], membership.Tables);
        Assert.True(membership.IsCorrelated);
        Assert.True(membership.TiesTenant);
        Assert.True(membership.IsLed);
        Assert.True(facets.MentionsTenantColumn);
        Assert.False(facets.ReadsOwnTable);
        Assert.Equal(["current_user"], facets.RoleValues);
        Assert.True(Judging.Facets("id in (select i.id from public.invoice i)").ReadsOwnTable);
        Assert.False(Judging.Facets("id in (select i.id from app.x i)").MentionsTenantColumn);
    }

    [Fact]
    public void Shapes_that_lose_an_index_or_let_nulls_pass_are_named()
    {
        var facets = Judging.Facets(
            "tenant_id::text = current_setting('a') or lower(tenant_id::text) like 'x%' or tenant_id is null or tenant_id = '1'"
        );

        Assert.True(facets.IsOrShaped);
        Assert.Equal(["tenant_id::text", "lower(tenant_id::text)"], facets.WrappedTenantColumn.Order().Reverse());
        Assert.Equal(["tenant_id is null"], facets.NullTolerances);
        Assert.Equal(["1"], facets.LiteralTenants);
        Assert.Equal(["tenant_id"], facets.Columns);
        Assert.Single(Judging.Facets("tenant_id::text like current_setting('a')").PatternCompares);
        Assert.False(Judging.Facets("tenant_id = ringfence.tenant() and a").IsOrShaped);
        Assert.False(Judging.Facets("tenant_id = (").IsParsed);
    }
}
