using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ringfence.Catalog;

/// <summary>An enum as one of its own words: a number in a file would pass for a value that there is not.</summary>
internal sealed class WordConverter<T>()
    : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
