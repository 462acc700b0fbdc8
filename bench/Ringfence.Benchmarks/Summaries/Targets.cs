using System.Collections.Immutable;
using System.Text;
using Ringfence.Benchmarks.Results;

namespace Ringfence.Benchmarks.Summaries;

/// <summary>What speed is to be, and what it was when it was last measured.</summary>
internal static class Targets
{
    private const string Bare = "bare, hand-written where";
    private const string Kong = "Kong: set, query, unset";
    private const string Filter = "filter by hand, no policy";
    private const string Plain = "EF Core, hand-written filter";

    private static readonly Binder Select = new("binding", "Point select by key, auto-prepare on, ADO.NET");

    private static readonly Binder FarSelect = Select with { Result = WaysTable.FarResult };

    private static readonly Binder Context = new("binding", "Point select by key, auto-prepare on, EF Core");

    /// <summary>A line here is a line of the table.</summary>
    public static ImmutableArray<Target> All { get; } =
    [
        new("setting, p50 to bare", Select.P50("Ringfence, setting", Bare), 1.10),
        new("setting, throughput to bare", Select.Rate("Ringfence, setting", Bare), 0.85, IsFloor: true),
        new("signed, p50 to bare", Select.P50("Ringfence, signed", Bare), 1.20),
        new("signed, throughput to bare", Select.Rate("Ringfence, signed", Bare), 0.75, IsFloor: true),
        new("setting, throughput to Kong's way", Select.Rate("Ringfence, setting", Kong), 1.8, IsFloor: true),
        new("signed, throughput to Kong's way", Select.Rate("Ringfence, signed", Kong), 1.8, IsFloor: true),
        new("setting, 1 ms of network, p50 to bare", FarSelect.P50("Ringfence, setting", Bare), 1.03),
        new("signed, 1 ms of network, p50 to bare", FarSelect.P50("Ringfence, signed", Bare), 1.03),
        new("setting, 1 ms of network, p50 to Kong's way", FarSelect.P50("Ringfence, setting", Kong), 0.36),
        new("signed, 1 ms of network, p50 to Kong's way", FarSelect.P50("Ringfence, signed", Kong), 0.36),
        .. WithBind("setting", p50: 1.10, rate: 0.85),
        .. WithBind("signed", p50: 1.20, rate: 0.75),
        .. IfDirty("setting"),
        .. IfDirty("signed"),
        new("EF Core, setting, p50 to plain EF", Context.P50("EF Core, UseRingfence, setting", Plain), 1.15),
        new("EF Core, signed, p50 to plain EF", Context.P50("EF Core, UseRingfence, signed", Plain), 1.15),
        .. Over("setting"),
        .. Over("signed"),
        new("setting, policy on a sequential scan to a filter", Scan("Ringfence, setting"), 1.03),
        new("signed, policy on a sequential scan to a filter", Scan("Ringfence, signed"), 1.03),
        new(
            "signed, join of five tables to a filter",
            new("policy", "join of 5 tenant tables", "Ringfence, signed", "execution", Filter),
            1.15
        ),
        new(
            "bulk insert, signed, rows a second to plain copy",
            new(
                "bulk-insert",
                "Rows of five columns",
                "BulkInsertAsync, signed",
                "rate",
                "copy, table without policies"
            ),
            0.5,
            IsFloor: true
        ),
        new(
            "audit of 10,000 tables, ms",
            new("many-tables", "Tables with keys, an index and a policy each", "10,000 tables", "audit"),
            5000
        ),
    ];

    public static string Markdown(IReadOnlyDictionary<string, QuestionResult> results)
    {
        var text = new StringBuilder("| what | measured (min–max) | target | met | reproduced by |\n");
        text.Append("| --- | --- | --- | --- | --- |\n");
        foreach (var target in All)
        {
            var found = target.Figure.Find(results);
            var measured = found is null
                ? "not yet"
                : $"{target.Text(found.Median)} ({target.Text(found.Least)}–{target.Text(found.Most)})";
            var isMet =
                found is null ? ""
                : target.IsMet(found.Median) ? "yes"
                : "no";
            var command = results.GetValueOrDefault(target.Figure.Result)?.Command;
            text.Append(
                null,
                $"| {target.Claim} | {measured} | {target.BoundText} | {isMet} | {(command is null ? "" : $"`{command}`")} |\n"
            );
        }

        return text.ToString();
    }

    /// <summary>The reset is in the baseline as well: the targets are those of the binding.</summary>
    private static Target[] WithBind(string binding, double p50, double rate)
    {
        var (line, variant) = ($"{binding}, reset with the bind", $"Ringfence, {binding}, reset with the bind");
        return
        [
            new($"{line}, p50 to bare", Select.P50(variant, Bare), p50),
            new($"{line}, throughput to bare", Select.Rate(variant, Bare), rate, IsFloor: true),
            new($"{line}, throughput to Kong's way", Select.Rate(variant, Kong), 1.8, IsFloor: true),
            new($"{line}, 1 ms of network, p50 to bare", FarSelect.P50(variant, Bare), 1.03),
        ];
    }

    private static Target[] IfDirty(string binding)
    {
        var (line, variant) = ($"{binding}, reset only if dirty", $"Ringfence, {binding}, reset only if dirty");
        return
        [
            new($"{line}, p50 to bare with reset", Select.P50(variant, Bare), 0.80),
            new($"{line}, throughput to bare with reset", Select.Rate(variant, Bare), 1.3, IsFloor: true),
        ];
    }

    /// <summary>A point select is what most services do most; a synchronous insert has most over bare.</summary>
    private static Target[] Over(string binding)
    {
        return [Of("point select, async"), Of("insert, sync")];

        Target Of(string operation) =>
            new(
                $"{binding}, bytes allocated over bare, {operation}",
                new("allocations", operation, $"Ringfence, {binding}", "over bare"),
                400
            );
    }

    private static Figure Scan(string variant) => new("policy", "forced sequential scan", variant, "execution", Filter);

    /// <summary>Finds figures in one table.</summary>
    private sealed record Binder(string Result, string Table)
    {
        public Figure P50(string variant, string to) => new(Result, Table, variant, Measure.P50.Name, to);

        public Figure Rate(string variant, string to) => new(Result, Table, variant, Measure.Throughput.Name, to);
    }
}
