using System.Text.Json.Serialization;

namespace Ringfence.Catalog.Tables;

/// <summary>Whether the server computes the column.</summary>
[JsonConverter(typeof(WordConverter<ColumnGeneration>))]
internal enum ColumnGeneration
{
    None,
    Stored,

    /// <summary>Since 18.</summary>
    Virtual,
}
