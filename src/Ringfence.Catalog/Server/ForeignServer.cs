using System.Collections.Immutable;
using Ringfence.Catalog.Privileges;

namespace Ringfence.Catalog.Server;

/// <summary>A foreign server. Of its options only those that say where it leads are read: others may hold secrets.</summary>
internal sealed record ForeignServer
{
    public required uint Oid { get; init; }
    public required string Name { get; init; }
    public required string Wrapper { get; init; }
    public required uint Owner { get; init; }

    /// <summary>As <c>name=value</c>.</summary>
    public required ImmutableArray<string> Options { get; init; }

    /// <summary>Who has a user mapping; 0 is public.</summary>
    public required ImmutableArray<uint> MappedRoles { get; init; }
    public required ImmutableArray<Grant> Grants { get; init; }
    public uint? Extension { get; init; }

    public static ForeignServer Read(Row row, GrantLookup grants) =>
        new()
        {
            Oid = row.Oid("oid"),
            Name = row.Text("name"),
            Wrapper = row.Text("wrapper"),
            Owner = row.Oid("owner"),
            Options = row.Texts("options"),
            MappedRoles = row.Oids("mapped_roles"),
            Grants = grants[new(GrantedKind.Server, row.Oid("oid"), 0)],
            Extension = row.FindOid("extension"),
        };
}
