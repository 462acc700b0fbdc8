using System.Text.Json.Serialization;

namespace Ringfence.Catalog.Tables;

/// <summary>In which sessions a trigger or rule fires, by <c>session_replication_role</c>.</summary>
[JsonConverter(typeof(WordConverter<FiresIn>))]
internal enum FiresIn
{
    /// <summary>In ordinary ones.</summary>
    Origin,

    /// <summary>Only where changes are replayed.</summary>
    Replica,
    Always,
    Disabled,
}
