using System.Collections.Immutable;

namespace Ringfence.Benchmarks.Policy;

/// <summary>A statement that the policy question asks about, in one transaction that is rolled back.</summary>
internal sealed record Statement
{
    public required string Name { get; init; }

    /// <summary>What stands before the conditions.</summary>
    public required string Text { get; init; }

    /// <summary>The conditions, without one for the tenant.</summary>
    public string Where { get; init; } = "true";

    /// <summary>The names of its tenant tables, each of which a hand-written filter needs.</summary>
    public required ImmutableArray<string> Aliases { get; init; }

    /// <summary>The tenant's number: 1 has a hundredth of all rows, each other a thousandth.</summary>
    public int Tenant { get; init; } = 2;

    /// <summary>Of the planner, in its transaction.</summary>
    public ImmutableArray<string> Settings { get; init; } = ["max_parallel_workers_per_gather = 0"];

    public string Sql => $"{Text} where {Where}";

    public string HandWritten => $"{Sql}{string.Concat(Aliases.Select(alias => $" and {alias}.tenant_id = $1"))}";
}
