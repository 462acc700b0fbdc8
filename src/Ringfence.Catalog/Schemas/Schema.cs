using System.Collections.Immutable;
using Ringfence.Catalog.Privileges;

namespace Ringfence.Catalog.Schemas;

/// <summary>A schema.</summary>
internal sealed record Schema
{
    public required uint Oid { get; init; }
    public required string Name { get; init; }
    public required uint Owner { get; init; }
    public required ImmutableArray<Grant> Grants { get; init; }
    public uint? Extension { get; init; }

    public static Schema Read(Row row, GrantLookup grants) =>
        new()
        {
            Oid = row.Oid("oid"),
            Name = row.Text("name"),
            Owner = row.Oid("owner"),
            Grants = grants[new(GrantedKind.Schema, row.Oid("oid"), 0)],
            Extension = row.FindOid("extension"),
        };
}
