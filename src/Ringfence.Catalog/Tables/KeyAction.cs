using System.Text.Json.Serialization;

namespace Ringfence.Catalog.Tables;

/// <summary>What a foreign key does to referencing rows.</summary>
[JsonConverter(typeof(WordConverter<KeyAction>))]
internal enum KeyAction
{
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}
