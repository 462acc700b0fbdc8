using System.Text.Json.Serialization;

namespace Ringfence.Catalog.Privileges;

/// <summary>What default privileges are for.</summary>
[JsonConverter(typeof(WordConverter<DefaultObjectType>))]
internal enum DefaultObjectType
{
    Table,
    Sequence,
    Function,
    Type,
    Schema,

    /// <summary>What newer servers know besides.</summary>
    Other,
}
