using System.Text.Json.Serialization;

namespace Native;

/// <summary>How notes are written as JSON: by code that the compiler makes, since a native program cannot look at types.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(List<Note>))]
[JsonSerializable(typeof(NewNote))]
internal sealed partial class NoteJson : JsonSerializerContext;
