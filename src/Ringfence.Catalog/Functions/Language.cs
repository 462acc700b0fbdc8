using System.Collections.Immutable;
using Ringfence.Catalog.Privileges;

namespace Ringfence.Catalog.Functions;

/// <summary>A language that functions are written in.</summary>
internal sealed record Language
{
    public required uint Oid { get; init; }
    public required string Name { get; init; }
    public required uint Owner { get; init; }
    public required bool IsTrusted { get; init; }
    public required ImmutableArray<Grant> Grants { get; init; }
    public uint? Extension { get; init; }

    public static Language Read(Row row, GrantLookup grants) =>
        new()
        {
            Oid = row.Oid("oid"),
            Name = row.Text("name"),
            Owner = row.Oid("owner"),
            IsTrusted = row.Flag("is_trusted"),
            Grants = grants[new(GrantedKind.Language, row.Oid("oid"), 0)],
            Extension = row.FindOid("extension"),
        };
}
