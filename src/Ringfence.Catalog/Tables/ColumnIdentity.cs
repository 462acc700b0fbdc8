using System.Text.Json.Serialization;

namespace Ringfence.Catalog.Tables;

/// <summary>Whether the column is an identity, and who may give it values.</summary>
[JsonConverter(typeof(WordConverter<ColumnIdentity>))]
internal enum ColumnIdentity
{
    None,
    Always,
    ByDefault,
}
