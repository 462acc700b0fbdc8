using System.Text.Json;

namespace Ringfence.Catalog.Manifests;

/// <summary>A value of a JSON text, and where it stands, in bytes: from <see cref="Start"/> up to <see cref="End"/>.</summary>
internal sealed record JsonValue(JsonTokenType Kind, int Start, int End, string? Text)
{
    /// <summary>Of an object, in the order of the text.</summary>
    public List<JsonMember> Members { get; } = [];

    /// <summary>Of an array.</summary>
    public List<JsonValue> Items { get; } = [];

    public JsonMember? Find(string name) => Members.Find(member => member.Name == name);
}
