using System.Text.Json.Serialization;

namespace Ringfence.Catalog.Functions;

/// <summary>What the planner may assume of a function.</summary>
[JsonConverter(typeof(WordConverter<Volatility>))]
internal enum Volatility
{
    Immutable,
    Stable,
    Volatile,
}
