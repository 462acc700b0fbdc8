using System.Collections.Immutable;

namespace Ringfence.Audit.Predicates;

/// <summary>What a rule may ask of a policy's expression, whatever it implies.</summary>
internal sealed record PredicateFacets
{
    /// <summary>False: the text has no tree, and everything else here is empty.</summary>
    public required bool IsParsed { get; init; }

    public required bool MentionsTenantColumn { get; init; }

    /// <summary>An or at the top, past sub-selects' borders: no index serves it.</summary>
    public required bool IsOrShaped { get; init; }

    /// <summary>
    /// The tenant column under a cast that an index on it does not serve, or under a function; as SQL.
    /// </summary>
    public required ImmutableArray<string> WrappedTenantColumn { get; init; }

    /// <summary>The tenant column compared by like, a regular expression or a range; as SQL.</summary>
    public required ImmutableArray<string> PatternCompares { get; init; }

    /// <summary><c>tenant is null</c>, <c>is not distinct from</c> or <c>coalesce(tenant, …)</c>; as SQL.</summary>
    public required ImmutableArray<string> NullTolerances { get; init; }

    /// <summary>Texts and numbers that the tenant column is compared with.</summary>
    public required ImmutableArray<string> LiteralTenants { get; init; }

    /// <summary><c>current_user</c> and its like.</summary>
    public required ImmutableArray<string> RoleValues { get; init; }

    public required ImmutableArray<SettingRead> Settings { get; init; }

    public required ImmutableArray<FunctionUse> Functions { get; init; }

    public required ImmutableArray<Membership> Memberships { get; init; }

    /// <summary>The tables of all sub-selects.</summary>
    public required ImmutableArray<string> Tables { get; init; }

    /// <summary>The table's own columns.</summary>
    public required ImmutableArray<string> Columns { get; init; }

    /// <summary>A sub-select on the very table: «infinite recursion detected in policy».</summary>
    public required bool ReadsOwnTable { get; init; }
}
