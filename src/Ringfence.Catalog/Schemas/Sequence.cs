using System.Collections.Immutable;
using Ringfence.Catalog.Privileges;

namespace Ringfence.Catalog.Schemas;

/// <summary>A sequence.</summary>
internal sealed record Sequence
{
    public required uint Oid { get; init; }
    public required string Schema { get; init; }
    public required string Name { get; init; }
    public required uint Owner { get; init; }

    /// <summary>The table of the column that it goes with.</summary>
    public uint? OwningTable { get; init; }

    /// <summary>The number of that column.</summary>
    public int? OwningColumn { get; init; }
    public required ImmutableArray<Grant> Grants { get; init; }
    public uint? Extension { get; init; }

    public static Sequence Read(Row row, GrantLookup grants) =>
        new()
        {
            Oid = row.Oid("oid"),
            Schema = row.Text("schema"),
            Name = row.Text("name"),
            Owner = row.Oid("owner"),
            OwningTable = row.FindOid("owning_table"),
            OwningColumn = row.FindNumber("owning_column"),
            Grants = grants[new(GrantedKind.Relation, row.Oid("oid"), 0)],
            Extension = row.FindOid("extension"),
        };
}
