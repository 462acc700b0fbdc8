using System.Collections.Immutable;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Privileges;

namespace Ringfence.Catalog.Tables;

/// <summary>What belongs to tables, by the table's oid: read a kind at a time, not a table at a time.</summary>
internal sealed record TableParts
{
    public required ILookup<uint, Column> AllColumns { get; init; }
    public required ILookup<uint, Constraint> AllConstraints { get; init; }
    public required ILookup<uint, TableIndex> AllIndexes { get; init; }
    public required ILookup<uint, Policy> AllPolicies { get; init; }
    public required ILookup<uint, Trigger> AllTriggers { get; init; }
    public required ILookup<uint, RewriteRule> AllRules { get; init; }
    public required GrantLookup AllGrants { get; init; }
    public required UseLookup AllUses { get; init; }

    public ImmutableArray<Column> Columns(uint table) => [.. AllColumns[table]];

    public ImmutableArray<Constraint> Constraints(uint table) => [.. AllConstraints[table]];

    public ImmutableArray<TableIndex> Indexes(uint table) => [.. AllIndexes[table]];

    public ImmutableArray<Policy> Policies(uint table) => [.. AllPolicies[table]];

    public ImmutableArray<Trigger> Triggers(uint table) => [.. AllTriggers[table]];

    public ImmutableArray<RewriteRule> Rules(uint table) => [.. AllRules[table]];

    public ImmutableArray<Grant> Grants(uint table) => AllGrants[new(GrantedKind.Relation, table, 0)];

    public ImmutableArray<Use> Uses(uint table) => AllUses[new(UserKind.View, table, 0)];
}
