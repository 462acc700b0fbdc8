using Ringfence.Audit.Predicates;
using Ringfence.Catalog.Functions;

namespace UnitTests.Predicates;

public sealed class JudgementTests
{
    private const string Setting = "nullif(current_setting('app.tenant'::text, true), ''::text)::uuid";

    private const string Session = "select s.tenant_id from app.sessions as s where s.pid = pg_backend_pid()";

    private static readonly Function Uid = Judging.Function(
        "auth.uid",
        """
        select coalesce(
            nullif(current_setting('request.jwt.claim.sub', true), ''),
            (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')
        )::uuid
        """
    );

    [Theory]
    [InlineData("tenant_id = (select ringfence.tenant())", "ringfence.tenant")]
    [InlineData("tenant_id = ringfence.tenant()", "ringfence.tenant")]
    [InlineData("((tenant_id = ( SELECT ringfence.tenant() AS tenant)))", "ringfence.tenant")]
    [InlineData("tenant_id = (current_setting('app.tenant'::text))::uuid", "app.tenant")]
    [InlineData("(current_setting('App.Tenant', true))::uuid = tenant_id", "app.tenant")]
    [InlineData("tenant_id = " + Setting, "app.tenant")]
    [InlineData("tenant_id = (select " + Setting + ")", "app.tenant")]
    [InlineData("tenant_id::text = current_setting('app.tenant', true)", "app.tenant")]
    [InlineData("invoice.tenant_id = " + Setting, "app.tenant")]
    [InlineData("tenant_id = " + Setting + " and is_public", "app.tenant")]
    [InlineData("(tenant_id = " + Setting + " and a) or (b and tenant_id = " + Setting + ")", "app.tenant")]
    [InlineData("not (tenant_id <> " + Setting + ")", "app.tenant")]
    [InlineData("not (tenant_id is distinct from " + Setting + ")", "app.tenant")]
    [InlineData("(tenant_id = " + Setting + ") is true", "app.tenant")]
    [InlineData("(tenant_id = " + Setting + ") = true", "app.tenant")]
    [InlineData("coalesce(tenant_id = " + Setting + ", false)", "app.tenant")]
    [InlineData("case when tenant_id = " + Setting + " then true else false end", "app.tenant")]
    [InlineData("tenant_id in (" + Setting + ")", "app.tenant")]
    [InlineData("tenant_id in (select " + Setting + ")", "app.tenant")]
    [InlineData("tenant_id = any (array[" + Setting + "])", "app.tenant")]
    [InlineData("(tenant_id, 1) = (" + Setting + ", 1)", "app.tenant")]
    [InlineData("tenant_id is not distinct from " + Setting, "app.tenant")]
    [InlineData("tenant_id is null or tenant_id = " + Setting, "app.tenant")]
    [InlineData("tenant_id::text = current_user", "current_user")]
    [InlineData("tenant_id = (current_setting('app.claims', true)::json ->> 'tenant')::uuid", "app.claims ->> tenant")]
    [InlineData("tenant_id = (select s.tenant_id from app.sessions s where s.pid = pg_backend_pid())", Session)]
    [InlineData("tenant_id = auth.uid()", "request.jwt.claim.sub", "request.jwt.claims ->> sub")]
    [InlineData("tenant_id = (select auth.uid() as uid)", "request.jwt.claim.sub", "request.jwt.claims ->> sub")]
    [InlineData("false")]
    [InlineData("null")]
    [InlineData("1 = 0")]
    public void What_binds_every_way_in_implies(string predicate, params string[] keys)
    {
        var judgement = Judging.Judge(predicate, null, Uid);

        Assert.Equal((Verdict.Implies, ""), (judgement.Verdict, judgement.Witness));
        Assert.Equal(keys, judgement.Keys.Select(static k => k.Name));
    }

    [Theory]
    [InlineData("true", nameof(Reason.ConstantTrue))]
    [InlineData("1 = 1", nameof(Reason.ConstantTrue))]
    [InlineData("not false", nameof(Reason.ConstantTrue))]
    [InlineData("tenant_id = " + Setting + " or true", nameof(Reason.ConstantTrue))]
    [InlineData(
        "current_setting('app.tenant', true) is null or tenant_id = " + Setting,
        nameof(Reason.OpenWhenUnbound)
    )]
    [InlineData(
        "tenant_id = " + Setting + " or current_setting('app.tenant', true) = ''",
        nameof(Reason.OpenWhenUnbound)
    )]
    [InlineData("coalesce(tenant_id = " + Setting + ", true)", nameof(Reason.OpenWhenUnbound))]
    [InlineData("tenant_id = coalesce(" + Setting + ", tenant_id)", nameof(Reason.OpenWhenUnbound))]
    [InlineData("(tenant_id = " + Setting + ") is not false", nameof(Reason.OpenWhenUnbound))]
    [InlineData(
        "case when current_setting('app.tenant', true) is null then true else tenant_id = " + Setting + " end",
        nameof(Reason.OpenWhenUnbound)
    )]
    [InlineData(
        "tenant_id = " + Setting + " or current_setting('app.bypass', true) = 'on'",
        nameof(Reason.EscapeHatch)
    )]
    [InlineData("tenant_id = " + Setting + " or current_user = 'boss'", nameof(Reason.RoleHatch))]
    [InlineData("tenant_id = " + Setting + " or is_public", nameof(Reason.OtherCondition))]
    [InlineData("is_public", nameof(Reason.OtherCondition))]
    [InlineData("owner = " + Setting, nameof(Reason.OtherCondition))]
    [InlineData("tenant_id <> " + Setting, nameof(Reason.PatternCompare))]
    [InlineData("tenant_id::text like current_setting('app.tenant', true)", nameof(Reason.PatternCompare))]
    [InlineData("tenant_id::text ~~ current_setting('app.tenant', true)", nameof(Reason.PatternCompare))]
    [InlineData("tenant_id = '00000000-0000-0000-0000-000000000001'::uuid", nameof(Reason.LiteralTenant))]
    [InlineData("tenant_id in (" + Setting + ", '00000000-0000-0000-0000-000000000001')", nameof(Reason.LiteralTenant))]
    [InlineData(
        "tenant_id = coalesce(" + Setting + ", '00000000-0000-0000-0000-000000000001'::uuid)",
        nameof(Reason.DefaultTenant)
    )]
    [InlineData(
        "tenant_id = any (string_to_array(current_setting('app.tenants'), ',')::uuid[])",
        nameof(Reason.SeveralTenants)
    )]
    [InlineData(
        "tenant_id = case when is_public then current_setting('app.other')::uuid else " + Setting + " end",
        nameof(Reason.SeveralKeys)
    )]
    [InlineData(
        "tenant_id = " + Setting + " or tenant_id = current_setting('app.other')::uuid",
        nameof(Reason.SeveralKeys)
    )]
    public void An_open_way_is_named(string predicate, string reason)
    {
        var judgement = Judging.Judge(predicate);

        Assert.Equal((Verdict.DoesNot, reason), (judgement.Verdict, judgement.Reason.ToString()));
        Assert.NotEmpty(judgement.Witness);
    }

    [Theory]
    [InlineData("tenant_id = ", nameof(Reason.Unparsed))]
    [InlineData("tenant_id = app.unknown()", nameof(Reason.Unknown))]
    [InlineData("app.may_see(tenant_id)", nameof(Reason.Unknown))]
    [InlineData("lower(tenant_id::text) = lower(current_setting('app.tenant'))", nameof(Reason.Unknown))]
    [InlineData("tenant_id operator(public.=) " + Setting, nameof(Reason.Unknown))]
    [InlineData("tenant_id::varchar(3) = current_setting('app.tenant')::varchar", nameof(Reason.Wrapped))]
    [InlineData("tenant_id = current_setting('app.' || 'tenant')::uuid", nameof(Reason.Unknown))]
    [InlineData(
        "tenant_id in (select m.tenant_id from app.members m where m.user_id = auth.uid())",
        nameof(Reason.Membership)
    )]
    [InlineData("exists (select from app.members m where m.tenant_id = invoice.tenant_id)", nameof(Reason.Membership))]
    [InlineData("tenant_id = (select t.id from app.tenants t limit 1)", nameof(Reason.Membership))]
    public void What_is_not_understood_is_undecided(string predicate, string reason)
    {
        var judgement = Judging.Judge(predicate, null, Uid);

        Assert.Equal((Verdict.Undecided, reason), (judgement.Verdict, judgement.Reason.ToString()));
        Assert.NotEmpty(judgement.Witness);
    }

    [Fact]
    public void Restrictive_policies_are_a_floor_and_permissive_ones_a_choice()
    {
        const string Bound = "tenant_id = " + Setting;

        Assert.Equal(Verdict.Implies, Judging.Judge(["true", "is_public"], [Bound]).Verdict);
        Assert.Equal(Verdict.Implies, Judging.Judge(["app.what(", Bound], [Bound]).Verdict);
        Assert.Equal(Verdict.DoesNot, Judging.Judge([Bound, "true"], ["is_public"]).Verdict);
        Assert.Equal(Verdict.Undecided, Judging.Judge([Bound, "app.what("], []).Verdict);
        Assert.True(Judging.Judge([], ["true"]).DeniesAll);
    }

    [Fact]
    public void A_column_that_may_be_null_lets_rows_of_nobody_through()
    {
        var nullable = Judging.Invoices with { IsNotNull = false };

        Assert.Equal(Reason.NullTenant, Judging.Judge("tenant_id is null or tenant_id = " + Setting, nullable).Reason);
        Assert.Equal(Verdict.Implies, Judging.Judge("tenant_id = " + Setting, nullable).Verdict);
    }

    [Fact]
    public void The_body_of_a_function_is_looked_into()
    {
        var handler = Judging.Function(
            "app.tenant",
            "begin return current_setting('app.tenant')::uuid; exception when others then return null; end",
            "plpgsql"
        );
        var chained = Judging.Function("app.current", "select app.tenant()");
        var mine = Judging.Function("app.mine", "select $1 = app.tenant()", arguments: "id uuid");
        var named = Judging.Function("app.named", "select id = app.tenant()", arguments: "id uuid");
        var loop = Judging.Function("app.loop", "select app.loop()");
        var pinned = Judging.Function("app.pinned", "select current_setting('a.b')::uuid", settings: "a.b=1");
        var definer = Judging.Function("app.me", "select current_user::text::uuid", definer: true);
        Function[] all = [handler, chained, mine, named, loop, pinned, definer];

        Assert.Equal("app.tenant", Assert.Single(Judging.Judge("tenant_id = app.tenant()", null, all).Keys).Name);
        Assert.Equal(Verdict.Implies, Judging.Judge("tenant_id = app.current()", null, all).Verdict);
        Assert.Equal(Verdict.Implies, Judging.Judge("app.mine(tenant_id)", null, all).Verdict);
        Assert.Equal(Verdict.Implies, Judging.Judge("app.named(tenant_id)", null, all).Verdict);
        Assert.Equal(Verdict.DoesNot, Judging.Judge("app.mine(other)", null, all).Verdict);
        Assert.Equal(Verdict.Undecided, Judging.Judge("tenant_id = app.loop()", null, all).Verdict);
        Assert.Equal(Verdict.Undecided, Judging.Judge("tenant_id = app.pinned()", null, all).Verdict);
        Assert.Equal(Verdict.Undecided, Judging.Judge("tenant_id = app.me()", null, all).Verdict);
    }

    [Fact]
    public void A_predicate_with_too_many_ways_is_undecided()
    {
        var wide = string.Join(" and ", Enumerable.Range(0, 20).Select(static i => $"(a{i} or b{i})"));

        Assert.Equal(Reason.TooLarge, Judging.Judge(wide).Reason);
        Assert.Equal(Verdict.Undecided, Judging.Judge(wide).Verdict);
        Assert.Equal(Verdict.Implies, Judging.Judge([wide], ["tenant_id = " + Setting]).Verdict);
    }
}
