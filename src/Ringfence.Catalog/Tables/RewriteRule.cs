using System.Collections.Immutable;
using Ringfence.Catalog.Functions;

namespace Ringfence.Catalog.Tables;

/// <summary>A rule that rewrites commands.</summary>
internal sealed record RewriteRule
{
    public required uint Oid { get; init; }
    public required string Name { get; init; }
    public required RuleEvent Event { get; init; }
    public required bool IsInstead { get; init; }
    public required FiresIn Enabled { get; init; }
    public required string Definition { get; init; }
    public required ImmutableArray<Use> Uses { get; init; }

    public static RewriteRule Read(Row row, UseLookup uses) =>
        new()
        {
            Oid = row.Oid("oid"),
            Name = row.Text("name"),
            Event = row.Word<RuleEvent>("event"),
            IsInstead = row.Flag("is_instead"),
            Enabled = row.Word<FiresIn>("enabled"),
            Definition = row.Text("definition"),
            Uses = uses[new(UserKind.Rule, row.Oid("oid"), 0)],
        };
}
