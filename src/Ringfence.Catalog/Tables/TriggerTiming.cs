using System.Text.Json.Serialization;

namespace Ringfence.Catalog.Tables;

/// <summary>When a trigger fires.</summary>
[JsonConverter(typeof(WordConverter<TriggerTiming>))]
internal enum TriggerTiming
{
    Before,
    After,
    InsteadOf,
}
