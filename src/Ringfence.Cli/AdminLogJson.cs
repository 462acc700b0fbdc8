using System.Text.Json.Serialization;

namespace Ringfence.Cli;

/// <summary>The form of <c>--json</c>: an array, the newest row first, in the names of the columns.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(List<AdminLogEntry>))]
internal sealed partial class AdminLogJson : JsonSerializerContext;
