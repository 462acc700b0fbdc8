using System.Collections.Immutable;

namespace Ringfence.Catalog.Replication;

/// <summary>A subscription of the database. Where it connects to is never read: that text holds a password.</summary>
internal sealed record Subscription
{
    public required uint Oid { get; init; }
    public required string Name { get; init; }
    public required uint Owner { get; init; }
    public required bool IsEnabled { get; init; }
    public required ImmutableArray<string> Publications { get; init; }

    public static Subscription Read(Row row) =>
        new()
        {
            Oid = row.Oid("oid"),
            Name = row.Text("name"),
            Owner = row.Oid("owner"),
            IsEnabled = row.Flag("is_enabled"),
            Publications = row.Texts("publications"),
        };
}
