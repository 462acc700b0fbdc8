namespace Ringfence.Catalog.Manifests;

/// <summary>A property of an object; it begins where its name does.</summary>
internal sealed record JsonMember(string Name, int Start, JsonValue Value);
