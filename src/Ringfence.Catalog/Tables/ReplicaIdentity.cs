using System.Text.Json.Serialization;

namespace Ringfence.Catalog.Tables;

/// <summary>What of an old row replication sends.</summary>
[JsonConverter(typeof(WordConverter<ReplicaIdentity>))]
internal enum ReplicaIdentity
{
    Default,
    Nothing,
    Full,
    Index,
}
