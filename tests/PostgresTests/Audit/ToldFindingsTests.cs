using Ringfence.Audit;
using Ringfence.Audit.Baselines;
using Ringfence.Catalog;

namespace PostgresTests.Audit;

/// <summary>
/// A rule leaves to another what that one says better, and says it itself where that one is accepted or skipped: to accept
/// one thing is not to accept the rest.
/// </summary>
public sealed class ToldFindingsTests(AuditServer server)
{
    private const string Setting = "nullif(current_setting('app.tenant', true), '')::uuid";

    private const string Open = $"""
        create policy fence on orders to ringfence_app using (tenant_id = (select {Setting}) or is_public);
        """;

    private const string Keyless = """
        create table tenants (id uuid primary key);
        create table orders (
            tenant_id uuid not null references tenants, id uuid not null default gen_random_uuid() unique,
            primary key (tenant_id, id)
        );
        create table lines (
            tenant_id uuid not null, id uuid not null default gen_random_uuid(), order_id uuid,
            primary key (tenant_id, id), foreign key (order_id) references orders (id) ACTION
        );
        -- ringfence protect orders
        -- ringfence protect lines
        """;

    private const string Changed = """
        drop policy ringfence_tenant on orders;
        create policy ringfence_tenant on orders to ringfence_app using (CONDITION);
        """;

    private static readonly (string Told, string Left, string Sql)[] Known =
    [
        ("RF301 table public.orders and RF305 table public.orders", "RF701 setting app.tenant", Orders + Open),
        (
            "RF301 table public.orders and RF305 table public.orders",
            "RF803 policy fence on public.orders",
            Orders + Open
        ),
        ("RF301 table public.orders", "RF305 table public.orders", Orders + Open),
        (
            "RF301 table public.orders and RF305 table public.orders",
            "RF802 policy fence on public.orders",
            $"{Orders} create policy fence on orders to ringfence_app using (tenant_id = {Setting} or is_public);"
        ),
        (
            "RF301 table public.orders and RF305 table public.orders",
            "RF804 table public.orders",
            $"{Orders} {Open} create policy other on orders to ringfence_app using (is_public);"
        ),
        (
            "RF301 table public.orders and RF305 table public.orders",
            "RF323 policy ringfence_tenant on public.orders",
            With("true")
        ),
        (
            "RF306 table public.orders",
            "RF323 policy ringfence_tenant on public.orders",
            With("tenant_id = (select ringfence.tenant()) and nobody_knows(tenant_id) or nobody_knows(id)")
        ),
        (
            "RF312 table public.others",
            "RF701 setting app.other",
            $"""
            {Orders} create policy fence on orders to ringfence_app using (tenant_id = (select {Setting}));
            create table others (tenant_id uuid not null, primary key (tenant_id));
            alter table others enable row level security, force row level security;
            grant select, insert, update, delete on others to ringfence_app;
            create policy fence on others to ringfence_app
                using (tenant_id = (select nullif(current_setting('app.other', true), '')::uuid));
            create table more (tenant_id uuid not null, primary key (tenant_id));
            alter table more enable row level security, force row level security;
            grant select, insert, update, delete on more to ringfence_app;
            create policy fence on more to ringfence_app using (tenant_id = (select {Setting}));
            """
        ),
        (
            "RF322 table public.orders",
            "RF306 table public.orders",
            $"""
            {Orders} create policy fence on orders to ringfence_app
                using (left(tenant_id::text, 8) = (select ringfence.tenant())::text);
            """
        ),
        (
            "RF324 table public.orders",
            "RF306 table public.orders",
            $"""
            {Orders} create table members (tenant_id uuid not null, of_order uuid not null, primary key (tenant_id, of_order));
            -- ringfence protect members
            create policy fence on orders to ringfence_app
                using (exists (select from members as m where m.of_order = orders.id));
            """
        ),
        (
            "RF316 function public.mine()",
            "RF306 table public.orders",
            $"""
            {Orders} create function mine() returns uuid immutable language sql as $$ select {Setting} $$;
            create policy fence on orders to ringfence_app using (tenant_id = (select mine()));
            """
        ),
        (
            "RF311 table public.orders",
            "RF323 policy ringfence_tenant on public.orders",
            With("tenant_id::text = current_user")
        ),
        ("RF501 table public.lines", "RF213 table public.lines", Keyed("")),
        ("RF502 table public.lines", "RF213 table public.lines", Keyed("on delete cascade")),
        (
            "RF212 table public.orders",
            "RF213 table public.orders",
            """
            create table tenants (id bigint primary key);
            create table orders (
                tenant_id uuid not null, id uuid not null default gen_random_uuid(), primary key (tenant_id, id)
            );
            -- ringfence protect orders
            """
        ),
        (
            "RF105 schema shop",
            "RF111 schema shop",
            """
            reset role;
            create schema shop authorization ringfence_app;
            create table shop.orders (
                tenant_id uuid not null, id uuid not null default gen_random_uuid(), primary key (tenant_id, id)
            );
            """
        ),
        (
            "RF102 role ringfence_app",
            "RF308 policy fence on public.orders",
            $"""
            {Orders} create policy fence on orders to ringfence_app using (tenant_id = (select ringfence.tenant()));
            reset role;
            alter role ringfence_app bypassrls;
            """
        ),
    ];

    private const string Orders = """
        create table orders (
            tenant_id uuid not null, id uuid not null default gen_random_uuid(), is_public boolean not null default false,
            primary key (tenant_id, id)
        );
        create function nobody_knows(one uuid) returns boolean language plpgsql stable as
            $$ declare answer boolean; begin answer := one is not null; return answer; end $$;
        alter table orders enable row level security, force row level security;
        grant select, insert, update, delete on orders to ringfence_app;

        """;

    public static TheoryData<string, string> Pairs => [.. Known.Select(one => (one.Told, one.Left))];

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task What_another_rule_says_is_left_to_it_unless_that_is_accepted(string told, string left)
    {
        var sql = Sql(told, left);

        var before = await server.TakeAsync(new(sql));
        var accepted = told.Split(" and ").Select(one => $"-- accepts: {one}\n");
        var after = await server.TakeAsync(new($"{string.Concat(accepted)}{sql}"));

        Assert.Contains(told.Split(" and ")[0], All(before));
        Assert.DoesNotContain(left, All(before));
        Assert.DoesNotContain(told.Split(" and ")[0], All(after));
        Assert.Contains(left, All(after));
    }

    [Fact]
    public async Task A_doubt_of_another_policy_is_not_left_to_the_getter_of_the_first()
    {
        const string Sql = $"""
            {Orders} create function mine() returns uuid immutable language sql as $$ select {Setting} $$;
            create policy fence on orders to ringfence_app using (tenant_id = (select mine()));
            create policy extra on orders to ringfence_app using (nobody_knows(id));
            """;

        var result = await server.TakeAsync(new(Sql));

        Assert.Contains("RF316 function public.mine()", All(result));
        Assert.Contains("RF306 table public.orders", All(result));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task What_another_rule_says_is_left_to_it_unless_that_is_skipped(string told, string left)
    {
        var exam = new Exam(Sql(told, left));
        Snapshot? read = null;
        await server.TakeAsync(exam, change: snapshot => read = snapshot);

        var result = exam.Auditor(read!, RuleSet.Choose([], [.. told.Split(" and ").Select(one => one.Split(' ')[0])]))
            .Run(read!);

        Assert.Contains(left, Names(result));
    }

    /// <summary>What is undecided is in no baseline.</summary>
    public static TheoryData<string, string> KnownPairs =>
        [.. Known.Where(one => one.Told[..5] is not ("RF306" or "RF322")).Select(one => (one.Told, one.Left))];

    [Theory]
    [MemberData(nameof(KnownPairs))]
    public async Task What_another_rule_says_is_left_to_it_unless_that_is_known_by_the_baseline(
        string told,
        string left
    )
    {
        var exam = new Exam(Sql(told, left));
        Snapshot? read = null;
        var before = await server.TakeAsync(exam, change: snapshot => read = snapshot);
        var all = exam.Auditor(read!, takesBaseline: true).Run(read!);

        var known = all.Findings.Where(one =>
            told.Split(" and ").Contains($"{one.Finding.Rule.Id} {one.Finding.Object}")
        );
        var result = exam.Auditor(read!, baseline: Baseline.Of(all with { Findings = [.. known] }, null)).Run(read!);

        Assert.DoesNotContain(left, All(before));
        Assert.DoesNotContain(told.Split(" and ")[0], Names(result));
        Assert.Contains(left, Names(result));
    }

    [Theory]
    [MemberData(nameof(KnownPairs))]
    public async Task A_baseline_takes_what_rules_leave_to_others_as_well(string told, string left)
    {
        var exam = new Exam(Sql(told, left));
        Snapshot? read = null;
        await server.TakeAsync(exam, change: snapshot => read = snapshot);

        var taken = Baseline.Of(exam.Auditor(read!, takesBaseline: true).Run(read!), null);
        var result = exam.Auditor(read!, baseline: taken).Run(read!);

        Assert.Empty(result.Open);
    }

    private static IEnumerable<string> Names(AuditResult result) =>
        result
            .Open.Select(finding => $"{finding.Rule.Id} {finding.Object}")
            .Concat(result.Undecided.Select(one => $"{one.Rule.Id} {one.Object}"));

    private static IEnumerable<string> All(ExamResult result) => result.Found.Concat(result.Undecided);

    private static string Sql(string told, string left) =>
        Known.Single(one => one.Told == told && one.Left == left).Sql;

    private static string Keyed(string action) => Keyless.Replace("ACTION", action, StringComparison.Ordinal);

    private static string With(string condition) =>
        $"""
            create table orders (
                tenant_id uuid not null, id uuid not null default gen_random_uuid(), primary key (tenant_id, id)
            );
            create function nobody_knows(one uuid) returns boolean language plpgsql stable as
                $$ declare answer boolean; begin answer := one is not null; return answer; end $$;
            -- ringfence protect orders
            {Changed.Replace("CONDITION", condition, StringComparison.Ordinal)}
            """;
}
