using Ringfence.Catalog.Privileges;

namespace Ringfence.Catalog.Schemas;

/// <summary>How many large objects of one owner a grantee has the same privileges on.</summary>
internal sealed record LargeObjects
{
    public required uint Owner { get; init; }

    /// <summary>0 is public.</summary>
    public required uint Grantee { get; init; }
    public required PrivilegeSet Privileges { get; init; }
    public required long Objects { get; init; }

    public static LargeObjects Read(Row row) =>
        new()
        {
            Owner = row.Oid("owner"),
            Grantee = row.Oid("grantee"),
            Privileges = row.Privileges("privileges"),
            Objects = row.Count("objects"),
        };
}
