using System.Collections.Immutable;

namespace Ringfence.Audit;

/// <summary>One thing that a rule found at one object.</summary>
internal sealed record Finding
{
    public required Rule Rule { get; init; }

    public required AuditObject Object { get; init; }

    /// <summary>What is so and what follows from it, in one line.</summary>
    public required string Message { get; init; }

    /// <summary>SQL that mends it and does no more; null where somebody must decide or rewrite.</summary>
    public string? Fix { get; init; }

    /// <summary>The facts behind the message, for machines.</summary>
    public ImmutableSortedDictionary<string, string> Properties { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

    public Severity Severity => Rule.Severity;

    /// <summary>
    /// What stays the same while the finding does, whatever its message says: the rule, the object, and <see
    /// cref="Part"/>.
    /// </summary>
    public FindingKey Key => new(Rule.Id, Object.ToString(), Part);

    /// <summary>Which of several of one rule at one object; empty where there can be only one.</summary>
    public string Part { get; init; } = "";
}
