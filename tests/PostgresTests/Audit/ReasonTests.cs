using Ringfence.Audit.Predicates;
using Ringfence.Catalog;
using Ringfence.Catalog.Tables;

namespace PostgresTests.Audit;

/// <summary>Whatever the judge answers of a policy but that it implies the bound tenant, the audit says, once.</summary>
public sealed class ReasonTests(AuditServer server)
{
    private const string Bound = "tenant_id = (select ringfence.tenant())";

    /// <summary>A policy for each reason, and the rule that tells of it.</summary>
    private static readonly Dictionary<Reason, (string Using, string Rule)> Policies = new()
    {
        [Reason.TooLarge] = (Many(10), "RF306"),
        [Reason.Unknown] = ("what_is_this(tenant_id)", "RF306"),
        [Reason.Wrapped] = ("left(tenant_id::text, 8) = (select ringfence.tenant())::text", "RF322"),
        [Reason.Membership] = ("exists (select from members as m where m.tenant_id = orders.tenant_id)", "RF306"),
        [Reason.NullTenant] = ($"{Bound} or tenant_id is null", "RF319"),
        [Reason.SeveralKeys] = (
            $"{Bound} or tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid)",
            "RF304"
        ),
        [Reason.SeveralTenants] = (
            "tenant_id = any (string_to_array(current_setting('app.tenants', true), ',')::uuid[])",
            "RF301"
        ),
        [Reason.DefaultTenant] = (
            "tenant_id = coalesce((select ringfence.tenant()), '00000000-0000-4000-8000-000000000001')",
            "RF302"
        ),
        [Reason.LiteralTenant] = ($"{Bound} or tenant_id = '00000000-0000-4000-8000-000000000001'", "RF310"),
        [Reason.PatternCompare] = ("tenant_id >= (select ringfence.tenant())", "RF313"),
        [Reason.RoleHatch] = ($"{Bound} or current_user = 'boss'", "RF309"),
        [Reason.OtherCondition] = ($"{Bound} or is_public", "RF301"),
        [Reason.EscapeHatch] = ($"{Bound} or current_setting('app.bypass', true) = 'on'", "RF303"),
        [Reason.OpenWhenUnbound] = ($"{Bound} or (select ringfence.tenant()) is null", "RF302"),
        [Reason.ConstantTrue] = ("true", "RF301"),
    };

    /// <summary>What no policy that the server took can lead to here.</summary>
    private static readonly Reason[] Elsewhere =
    [
        Reason.None,
        Reason.OtherKey, // The audit takes every key; UnitTests.Audit.ReasonTests names its rule.
        Reason.Unparsed, // See the test of its own.
    ];

    public static TheoryData<string> Reasons =>
        [.. Enum.GetValues<Reason>().Except(Elsewhere).Select(reason => reason.ToString())];

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task A_policy_that_fails_for_a_reason_is_told_of_once(string reason)
    {
        var (expression, rule) = Policies[Enum.Parse<Reason>(reason)];
        Snapshot? read = null;

        var result = await server.TakeAsync(new(Schema(expression)), change: snapshot => read = snapshot);

        Assert.Equal(reason, Judge(read!).Reason.ToString());
        Assert.Equal([$"{rule} table public.orders"], OfPolicies(result));
        Assert.Empty(result.Audit.Unseen);
    }

    [Fact]
    public async Task A_policy_that_cannot_be_read_is_undecided()
    {
        Snapshot? read = null;

        var result = await server.TakeAsync(
            new(Schema(Bound)),
            change: snapshot => read = snapshot with { Tables = [.. snapshot.Tables.Select(Unreadable)] }
        );

        Assert.Equal(Reason.Unparsed, Judge(read!).Reason);
        Assert.Equal(["RF306 table public.orders"], OfPolicies(result));
    }

    [Fact]
    public async Task A_policy_that_implies_the_bound_tenant_is_told_of_by_none()
    {
        Snapshot? read = null;

        var result = await server.TakeAsync(new(Schema(Bound)), change: snapshot => read = snapshot);

        Assert.Equal(Reason.None, Judge(read!).Reason);
        Assert.Empty(OfPolicies(result));
    }

    private static IEnumerable<string> OfPolicies(ExamResult result) =>
        result
            .Found.Concat(result.Undecided)
            .Where(found =>
                found.StartsWith("RF3", StringComparison.Ordinal) && found.EndsWith("orders", StringComparison.Ordinal)
            );

    private static Judgement Judge(Snapshot snapshot)
    {
        var table = snapshot.Tables.Single(table => table.Name == "orders");
        var role = snapshot.Roles.Single(role => role.Name == "ringfence_app");
        var policies = EffectivePolicies.Of(table, role, PolicyCommand.Select, new CatalogGraph(snapshot).Roles);
        return PredicateJudge.Of(table, "tenant_id", snapshot, BoundTenant.Any).Judge(policies.Select);
    }

    private static Table Unreadable(Table table) =>
        table.Name == "orders"
            ? table with
            {
                Policies = [.. table.Policies.Select(policy => policy with { Using = "tenant_id = @@@ (" })],
            }
            : table;

    private static string Many(int count) =>
        string.Join(
            " and ",
            Enumerable.Range(0, count).Select(i => $"(id::text like '{i}%' or is_public = (id::text like '%{i}'))")
        );

    private static string Schema(string expression) =>
        $"""
            create table orders (
                tenant_id uuid,
                id uuid not null default gen_random_uuid() primary key,
                is_public boolean not null default false
            );
            create table members (tenant_id uuid not null primary key);
            -- ringfence protect members
            create function what_is_this(tenant uuid) returns boolean language plpgsql stable as
                $$ declare answer boolean; begin answer := tenant is not null; return answer; end $$;
            create index on orders (tenant_id);
            alter table orders enable row level security, force row level security;
            create policy fence on orders to ringfence_app using ({expression});
            grant select, insert, update, delete on orders to ringfence_app;
            """;
}
