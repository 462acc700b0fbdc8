using System.Collections.Immutable;

namespace Ringfence.Benchmarks.Policy;

/// <summary>What the policy question asks about.</summary>
internal static class Statements
{
    private static readonly string[] WithoutIndexes =
    [
        "enable_indexscan = off",
        "enable_indexonlyscan = off",
        "enable_bitmapscan = off",
    ];

    /// <summary>One table, by an index.</summary>
    private static ImmutableArray<Statement> Indexed { get; } =
    [
        new()
        {
            Name = "index lookup",
            Text = "select i.total from item as i",
            Where = "i.id = 500",
            Aliases = ["i"],
        },
        new()
        {
            Name = "range of 200 keys",
            Text = "select i.total from item as i",
            Where = "i.id between 500 and 699",
            Aliases = ["i"],
        },
        new()
        {
            Name = "aggregate of the largest tenant",
            Text = "select sum(i.total) from item as i",
            Aliases = ["i"],
            Tenant = 1,
        },
        new()
        {
            Name = "count(*) of the largest tenant",
            Text = "select count(*) from item as i",
            Aliases = ["i"],
            Tenant = 1,
        },
    ];

    /// <summary>One table, read whole.</summary>
    private static ImmutableArray<Statement> Whole { get; } =
    [
        new()
        {
            Name = "forced sequential scan",
            Text = "select sum(i.total) from item as i",
            Aliases = ["i"],
            Tenant = 1,
            Settings = [.. WithoutIndexes, "max_parallel_workers_per_gather = 0"],
        },
        new()
        {
            Name = "forced parallel scan",
            Text = "select sum(i.total) from item as i",
            Aliases = ["i"],
            Tenant = 1,
            Settings =
            [
                .. WithoutIndexes,
                "max_parallel_workers_per_gather = 2",
                "min_parallel_table_scan_size = 0",
                "parallel_setup_cost = 0",
                "parallel_tuple_cost = 0",
            ],
        },
    ];

    /// <summary>Several tables.</summary>
    private static ImmutableArray<Statement> Joins { get; } =
    [
        new()
        {
            Name = "join of 3 tenant tables",
            Text =
                "select a.name, i.total from account as a join purchase as p on p.account_id = a.id"
                + " join item as i on i.purchase_id = p.id",
            Where = "a.id = 12",
            Aliases = ["a", "p", "i"],
        },
        new()
        {
            Name = "join of 5 tenant tables",
            Text =
                "select a.name, i.total, r.id from account as a join purchase as p on p.account_id = a.id"
                + " join item as i on i.purchase_id = p.id join payment as y on y.purchase_id = p.id"
                + " join parcel as r on r.payment_id = y.id",
            Where = "a.id = 12",
            Aliases = ["a", "p", "i", "y", "r"],
        },
        new()
        {
            Name = "join of all rows of 5 tenant tables",
            Text =
                "select count(*), max(i.total) from account as a join purchase as p on p.account_id = a.id"
                + " join item as i on i.purchase_id = p.id join payment as y on y.purchase_id = p.id"
                + " join parcel as r on r.payment_id = y.id",
            Aliases = ["a", "p", "i", "y", "r"],
        },
    ];

    /// <summary>Where a policy may keep an index from being used, and what writes.</summary>
    private static ImmutableArray<Statement> Others { get; } =
    [
        new()
        {
            Name = "like",
            Text = "select n.id from note as n",
            Where = "n.text like 'word1%'",
            Aliases = ["n"],
        },
        new()
        {
            Name = "full text",
            Text = "select n.id from note as n",
            Where = "to_tsvector('simple', n.text) @@ to_tsquery('simple', 'word950')",
            Aliases = ["n"],
        },
        new()
        {
            Name = "update of 10000 rows",
            Text = "update item as i set total = i.total + 1",
            Where = "i.id < 1000000",
            Aliases = ["i"],
            Tenant = 1,
        },
    ];

    public static ImmutableArray<Statement> All { get; } = [.. Indexed, .. Whole, .. Joins, .. Others];
}
