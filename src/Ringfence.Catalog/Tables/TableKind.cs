using System.Text.Json.Serialization;

namespace Ringfence.Catalog.Tables;

/// <summary>What kind of relation it is; partitions are ordinary or partitioned tables themselves.</summary>
[JsonConverter(typeof(WordConverter<TableKind>))]
internal enum TableKind
{
    Ordinary,
    Partitioned,
    View,
    MaterializedView,
    Foreign,
}
