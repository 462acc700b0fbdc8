using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Roles;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Predicates;

/// <summary>
/// The policies of a table as they hold for one role and one command. Update and delete pass <see cref="Select"/>
/// besides, as soon as they read a column; insert does with <c>returning</c> and <c>on conflict</c>, where the new row
/// must pass it.
/// </summary>
internal sealed record EffectivePolicies
{
    /// <summary>A policy is asked about for each role and command, and is read once.</summary>
    private static readonly ConditionalWeakTable<string, Parsed<Expression>> Trees = [];

    public required PolicyCommand Command { get; init; }

    public required PolicyScope Scope { get; init; }

    /// <summary>Of the rows that the command touches; null for insert, which touches none.</summary>
    public required EffectivePredicate? Using { get; init; }

    /// <summary>
    /// Of the rows that the command makes; null for select and delete. A policy without a check lends its using.
    /// </summary>
    public required EffectivePredicate? Check { get; init; }

    /// <summary>Of the rows that may be read.</summary>
    public required EffectivePredicate Select { get; init; }

    /// <param name="table">
    /// The table that the statement names; a partition that is read through its parent is the parent.
    /// </param>
    /// <param name="role">The role that the statement runs as; of a definer view its owner.</param>
    /// <param name="command">Any but <see cref="PolicyCommand.All"/>.</param>
    /// <param name="roles">Who is a member of whom.</param>
    public static EffectivePolicies Of(Table table, Role role, PolicyCommand command, RoleGraph roles)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(command, PolicyCommand.All);
        var privileges = roles.PrivilegesOf(role);
        var holding = table
            .Policies.Where(p => p.Roles.Any(r => r == 0 || privileges.Contains(r)))
            .OrderBy(p => p.Name, StringComparer.Ordinal)
            .ToImmutableArray();
        return new()
        {
            Command = command,
            Scope = ScopeOf(table, role, privileges),
            Using = command == PolicyCommand.Insert ? null : Predicate(holding, command, static p => p.Using),
            Check = command is PolicyCommand.Insert or PolicyCommand.Update
                ? Predicate(holding, command, static p => p.Check ?? p.Using)
                : null,
            Select = Predicate(holding, PolicyCommand.Select, static p => p.Using),
        };
    }

    private static PolicyScope ScopeOf(Table table, Role role, ImmutableHashSet<uint> privileges) =>
        !table.HasRowSecurity ? PolicyScope.Off
        : role.IsSuperuser || role.BypassesPolicies ? PolicyScope.BypassingRole
        : !table.ForcesRowSecurity && privileges.Contains(table.Owner) ? PolicyScope.Owner
        : PolicyScope.Bound;

    /// <summary>
    /// A policy that has no expression for the command (an insert policy without a check) is as if it were not there: a
    /// permissive one lets nothing pass, a restrictive one keeps nothing out.
    /// </summary>
    private static EffectivePredicate Predicate(
        ImmutableArray<Policy> policies,
        PolicyCommand command,
        Func<Policy, string?> expression
    )
    {
        var parts = policies
            .Where(p => p.Command == PolicyCommand.All || p.Command == command)
            .Select(p => (Policy: p, Text: expression(p)))
            .Where(static p => p.Text is not null)
            .Select(static p => new PredicatePart(p.Policy, p.Text!, Trees.GetValue(p.Text!, SqlParser.Expression)))
            .ToImmutableArray();
        return new(
            [.. parts.Where(static p => p.Policy.IsPermissive)],
            [.. parts.Where(static p => !p.Policy.IsPermissive)]
        );
    }
}
