using Ringfence.Audit.Predicates;
using Ringfence.Catalog.Functions;

namespace UnitTests.Predicates;

/// <summary>Policies that look bound and are not, and some that do not look so and are.</summary>
public sealed class DoubtTests
{
    private const string Key = "current_setting('app.tenant', true)::uuid";

    private const string Session = "from app.sessions s where s.pid = pg_backend_pid()";

    private static readonly Function[] Functions =
    [
        Judging.Function("app.fixed", $"select {Key}", volatility: Volatility.Immutable),
        Judging.Function("app.outer", "select app.fixed()"),
        Judging.Function("app.pure", $"select $1 = {Key}", volatility: Volatility.Immutable, arguments: "id uuid"),
        Judging.Function("app.me", "select current_user::text"),
        Judging.Function("app.ok", "select t = app.me()", arguments: "t text", definer: true),
        Judging.Function(
            "app.row",
            "select s.tenant_id from app.sessions s where s.name = current_user",
            definer: true
        ),
        Judging.Function("app.as", "select current_user::text", settings: "role=boss"),
        Judging.Function("app.letter", $"select {Key}") with
        {
            ReturnType = "\"char\"",
        },
        Judging.Function("app.teams", "select m.team_id from app.members m where m.name = session_user") with
        {
            ReturnsSet = true,
        },
        Judging.Function("app.bare", $"select {Key}"),
        Judging.Function("app.mine", "select $1 = bare()", arguments: "id uuid"),
        Judging.Function("app.nulls", $"select {Key} = null"),
        Judging.Function("app.escaped", @"select nullif(current_setting('app.tenant', true), '\')::uuid"),
    ];

    [Theory]
    [InlineData($"tenant_id = (select s.tenant_id {Session}) or tenant_id = (select s.parent_id {Session})")]
    [InlineData($"tenant_id = (select s.data {Session}) ->> 'a' or tenant_id = (select s.data {Session}) ->> 'b'")]
    [InlineData($"tenant_id = case when flag then (select s.a {Session}) else (select s.b {Session}) end")]
    [InlineData($"tenant_id = (select 'acme'::text {Session})")]
    [InlineData($"tenant_id = (select coalesce(max(s.tenant_id), 'acme') {Session})")]
    [InlineData($"tenant_id = (select s.tenant_id {Session} limit 1)")]
    [InlineData($"tenant_id = (select s.tenant_id {Session} offset 1)")]
    [InlineData("tenant_id = (select t.id from app.sessions s, app.tenants t where s.pid = pg_backend_pid())")]
    [InlineData("tenant_id in (select app.teams())")]
    [InlineData("tenant_id = (select app.teams())")]
    [InlineData("tenant_id = app.fixed()")]
    [InlineData("tenant_id = app.outer()")]
    [InlineData("app.pure(tenant_id)")]
    [InlineData("app.ok(tenant_id::text)")]
    [InlineData("tenant_id = app.row()")]
    [InlineData("tenant_id::text = app.as()")]
    [InlineData($"tenant_id = {Key} or coalesce((select false limit 0), true)")]
    [InlineData($"tenant_id = {Key} or (select 1 limit 0) is null")]
    [InlineData($"tenant_id = {Key} or row(kind, note) = any (array[row('public'::text, null::text)])")]
    [InlineData($"tenant_id = {Key} or case row(kind, note) when row('a', null::text) then true end")]
    [InlineData(
        $"((select current_setting('app.a', true) = 'x') or tenant_id = {Key})"
            + $" and (not (current_setting('app.a', true) = 'x') or tenant_id = {Key})"
    )]
    [InlineData(
        $"((select current_setting('app.a', true)) = 'x' or tenant_id = {Key})"
            + $" and (not (current_setting('app.a', true) = 'x') or tenant_id = {Key})"
    )]
    [InlineData(
        $"((select current_setting('app.a', true)) is null or tenant_id = {Key})"
            + $" and (current_setting('app.a', true) is not null or tenant_id = {Key})"
    )]
    [InlineData("tenant_id = app.letter()")]
    [InlineData("tenant_id = ringfence.tenant(1)")]
    [InlineData("tenant_id = app.nulls()")]
    [InlineData("tenant_id = app.escaped()")]
    public void What_is_not_sure_does_not_imply(string predicate)
    {
        var judgement = Judging.Judge(predicate, null, Functions);

        Assert.NotEqual(Verdict.Implies, judgement.Verdict);
    }

    [Theory]
    [InlineData("app.mine(tenant_id)")]
    [InlineData($"tenant_id::uuid = {Key}")]
    [InlineData("tenant_id::text = current_setting('app.tenant') collate \"C\"")]
    [InlineData("tenant_id::text = system_user")]
    [InlineData($"not coalesce(tenant_id <> {Key}, true)")]
    [InlineData($"tenant_id = app.bare() and tenant_id = ringfence.tenant() or tenant_id = ringfence.tenant()")]
    [InlineData($"tenant_id = (select s.tenant_id {Session})")]
    public void What_is_sure_implies(string predicate)
    {
        var judgement = Judging.Judge(predicate, null, Functions);

        Assert.Equal((Verdict.Implies, ""), (judgement.Verdict, judgement.Witness));
    }

    [Theory]
    [InlineData("app.tenant_name", "tenant_id = current_setting('app.tenant', true)::app.tenant_name")]
    public void A_key_that_is_cast_to_the_type_of_the_column_stays_one(string type, string predicate)
    {
        var judgement = Judging.Judge(predicate, Judging.Invoices with { Type = type });
        var other = Judging.Judge(predicate, Judging.Invoices with { Type = "text" });

        Assert.Equal(Verdict.Implies, judgement.Verdict);
        Assert.Equal(Verdict.Undecided, other.Verdict);
    }

    [Theory]
    [InlineData("character varying(8)")]
    [InlineData("character(8)")]
    [InlineData("bit(8)")]
    [InlineData("numeric(8,2)")]
    [InlineData("real")]
    [InlineData("name")]
    [InlineData("app.code(8)")]
    public void A_key_that_is_cut_or_rounded_is_undecided_though_the_column_is_of_that_type(string type)
    {
        var cast = Judging.Judge(
            $"tenant_id = current_setting('app.tenant', true)::{type}",
            Judging.Invoices with
            {
                Type = type,
            }
        );
        var returned = Judging.Judge(
            "tenant_id = app.cut()",
            Judging.Invoices with
            {
                Type = type,
            },
            Judging.Function("app.cut", "select current_setting('app.tenant', true)") with
            {
                ReturnType = type,
            }
        );

        Assert.Equal((Verdict.Undecided, Verdict.Undecided), (cast.Verdict, returned.Verdict));
    }

    [Theory]
    [InlineData("tenant_id::text = current_setting('app.tenant') || 'x'")]
    [InlineData("tenant_id = (string_to_array(current_setting('app.tenant'), ','))[1]")]
    public void A_key_under_something_unknown_is_undecided(string predicate)
    {
        var judgement = Judging.Judge(predicate);

        Assert.Equal(Verdict.Undecided, judgement.Verdict);
    }
}
