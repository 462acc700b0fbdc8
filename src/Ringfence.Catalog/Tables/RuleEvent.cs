using System.Text.Json.Serialization;

namespace Ringfence.Catalog.Tables;

/// <summary>The command that a rule rewrites.</summary>
[JsonConverter(typeof(WordConverter<RuleEvent>))]
internal enum RuleEvent
{
    Select,
    Insert,
    Update,
    Delete,
}
