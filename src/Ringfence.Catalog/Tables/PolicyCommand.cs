using System.Text.Json.Serialization;

namespace Ringfence.Catalog.Tables;

/// <summary>The command that a policy is for.</summary>
[JsonConverter(typeof(WordConverter<PolicyCommand>))]
internal enum PolicyCommand
{
    All,
    Select,
    Insert,
    Update,
    Delete,
}
