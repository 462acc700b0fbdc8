using System.Text.Json.Serialization;

namespace Ringfence.Catalog.Functions;

/// <summary>Whether workers may call it.</summary>
[JsonConverter(typeof(WordConverter<ParallelSafety>))]
internal enum ParallelSafety
{
    Safe,
    Restricted,
    Unsafe,
}
