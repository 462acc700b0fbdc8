using System.Collections.Immutable;
using Ringfence.Catalog.Tables;

namespace Ringfence.Catalog.Server;

/// <summary>An event trigger.</summary>
internal sealed record EventTrigger
{
    public required uint Oid { get; init; }
    public required string Name { get; init; }
    public required string Event { get; init; }
    public required uint Owner { get; init; }
    public required uint Function { get; init; }
    public required FiresIn Enabled { get; init; }

    /// <summary>The commands that it is for; empty for all.</summary>
    public required ImmutableArray<string> Tags { get; init; }
    public uint? Extension { get; init; }

    public static EventTrigger Read(Row row) =>
        new()
        {
            Oid = row.Oid("oid"),
            Name = row.Text("name"),
            Event = row.Text("event"),
            Owner = row.Oid("owner"),
            Function = row.Oid("function"),
            Enabled = row.Word<FiresIn>("enabled"),
            Tags = row.Texts("tags"),
            Extension = row.FindOid("extension"),
        };
}
