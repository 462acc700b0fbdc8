using Ringfence;

namespace PostgresTests.Plans;

/// <summary>
/// That policies as <c>protect</c> writes them cost what a hand-written filter would: the tenant is asked for once a
/// statement, and is a value that indexes take.
/// </summary>
public sealed class PlanShapeTests(PostgresFixture postgres)
{
    private const string OfThree =
        "select a.name, i.total from account as a join purchase as p on p.account_id = a.id join item as i on i.purchase_id = p.id"
        + " where a.id = 7";

    private const string OfFive =
        "select a.name, i.total, r.id from account as a join purchase as p on p.account_id = a.id"
        + " join item as i on i.purchase_id = p.id join payment as y on y.purchase_id = p.id"
        + " join parcel as r on r.payment_id = y.id where a.id = 7";

    private static readonly string[] Whole =
    [
        "enable_indexscan=off",
        "enable_indexonlyscan=off",
        "enable_bitmapscan=off",
    ];

    private static readonly string[] WholeByWorkers =
    [
        .. Whole,
        "parallel_setup_cost=0",
        "parallel_tuple_cost=0",
        "min_parallel_table_scan_size=0",
        "max_parallel_workers_per_gather=2",
    ];

    public static TheoryData<Binding> Bindings => [Binding.Signed, Binding.Setting, Binding.Password];

    [Theory]
    [MemberData(nameof(Bindings))]
    public Task A_row_is_found_by_its_key_with_the_tenant_in_front(Binding binding) =>
        FindsByKeyAsync(binding, "select i.total from item as i where i.id = 7", "id = 7");

    [Theory]
    [MemberData(nameof(Bindings))]
    public Task A_range_of_keys_is_read_with_the_tenant_in_front(Binding binding) =>
        FindsByKeyAsync(binding, "select i.total from item as i where i.id between 7 and 27", "id >= 7");

    [Theory]
    [MemberData(nameof(Bindings))]
    public Task A_row_is_changed_by_its_key_with_the_tenant_in_front(Binding binding) =>
        FindsByKeyAsync(binding, "update item set total = 0 where id = 7", "id = 7");

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task The_rows_of_a_tenant_are_counted_without_reading_those_of_others(Binding binding)
    {
        await using var database = await Market.CreateAsync(postgres.Server, binding);

        var plan = await Market.PlanAsync(database, "select count(*) from item as i");

        var scan = Assert.Single(plan.Scans);
        Assert.NotEqual("Seq Scan", scan.Type);
        Assert.Contains(plan.All, node => PlanNode.TenantAsValue.IsMatch(node.IndexCondition));
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task The_tenant_is_asked_for_once_where_a_table_is_read_whole(Binding binding)
    {
        await using var database = await Market.CreateAsync(postgres.Server, binding);

        var plan = await Market.PlanAsync(database, "select count(*) from item as i", Whole, runs: true);

        var scan = Assert.Single(plan.Scans);
        Assert.Equal("Seq Scan", scan.Type);
        Assert.Matches(PlanNode.TenantAsValue, scan.Filter);
        Assert.DoesNotContain("tenant()", scan.Filter, StringComparison.Ordinal);
        Assert.DoesNotContain("current_setting", scan.Filter, StringComparison.Ordinal);
        Assert.Equal(1, Assert.Single(plan.All, node => node.IsInitPlan).Loops);
        Assert.Equal(Market.RowsOfRed, scan.Json.GetProperty("Actual Rows").GetDouble());
    }

    /// <summary>
    /// The getter of the signed and password bindings looks at the server process, which workers are not: the leader asks
    /// it, and hands them the value.
    /// </summary>
    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task A_table_is_read_whole_by_several_workers(Binding binding)
    {
        await using var database = await Market.CreateAsync(postgres.Server, binding);

        var plan = await Market.PlanAsync(database, "select sum(i.total) from item as i", WholeByWorkers);

        var gather = Assert.Single(plan.All, node => node.Type == "Gather");
        var scan = Assert.Single(gather.Scans);
        Assert.True(scan.Json.GetProperty("Parallel Aware").GetBoolean());
        Assert.True(scan.IsOfOneTenant, scan.Json.ToString());
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public Task A_join_of_three_tables_asks_for_the_tenant_once_a_table(Binding binding) =>
        JoinsAsync(binding, OfThree, 3);

    [Theory]
    [MemberData(nameof(Bindings))]
    public Task A_join_of_five_tables_asks_for_the_tenant_once_a_table(Binding binding) =>
        JoinsAsync(binding, OfFive, 5);

    private async Task FindsByKeyAsync(Binding binding, string sql, string key)
    {
        await using var database = await Market.CreateAsync(postgres.Server, binding);

        var plan = await Market.PlanAsync(database, sql);

        var scan = Assert.Single(plan.Scans);
        Assert.Equal("Index Scan", scan.Type);
        Assert.Matches(PlanNode.TenantAsValue, scan.IndexCondition);
        Assert.Contains(key, scan.IndexCondition, StringComparison.Ordinal);
    }

    private async Task JoinsAsync(Binding binding, string sql, int tables)
    {
        await using var database = await Market.CreateAsync(postgres.Server, binding);

        var plan = await Market.PlanAsync(database, sql, runs: true);

        Assert.Equal(tables, plan.Scans.Count());
        Assert.All(plan.Scans, scan => Assert.True(scan.IsOfOneTenant, scan.Json.ToString()));
        var asked = plan.All.Where(node => node.IsInitPlan).Select(node => node.Loops).ToArray();
        Assert.InRange(asked.Length, 1, tables);
        Assert.All(asked, loops => Assert.InRange(loops, 0, 1));
        Assert.Equal(1, plan.Json.GetProperty("Actual Rows").GetDouble());
    }
}
