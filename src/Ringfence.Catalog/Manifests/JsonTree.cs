using System.Text.Json;

namespace Ringfence.Catalog.Manifests;

/// <summary>JSON with comments and trailing commas, read together with the places of all values.</summary>
internal static class JsonTree
{
    private const int MostDepth = 32;

    private static readonly JsonReaderOptions Options = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = MostDepth,
    };

    /// <exception cref="ManifestInvalidException">It is no JSON, or an object holds a property twice.</exception>
    public static JsonValue Read(byte[] json)
    {
        // A byte order mark is no part of the text, but of the places.
        var offset = json.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        var reader = new Utf8JsonReader(json.AsSpan(offset), Options);
        try
        {
            reader.Read();
            var value = Value(ref reader, json, offset);
            reader.Read();
            return value;
        }
        catch (JsonException e)
        {
            var place = Place(json, (int)(e.LineNumber ?? 0), (int)(e.BytePositionInLine ?? 0), offset);
            throw new ManifestInvalidException(place.Line, place.Column, "this is not JSON. Mend the text here.", e);
        }
        catch (InvalidOperationException e)
        {
            // How the reader tells of text that is no Unicode.
            var place = TextPlace.Of(json, offset + (int)reader.TokenStartIndex);
            throw new ManifestInvalidException(place.Line, place.Column, "this text is not valid Unicode.", e);
        }
    }

    private static JsonValue Value(ref Utf8JsonReader reader, byte[] json, int offset)
    {
        var start = offset + (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return Object(ref reader, json, offset, start);
            case JsonTokenType.StartArray:
                var items = new List<JsonValue>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Value(ref reader, json, offset));
                }

                var array = new JsonValue(JsonTokenType.StartArray, start, offset + (int)reader.BytesConsumed, null);
                array.Items.AddRange(items);
                return array;
            default:
                var end = offset + (int)reader.BytesConsumed;
                var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                text ??= System.Text.Encoding.UTF8.GetString(json.AsSpan(start, end - start));
                return new(reader.TokenType, start, end, text);
        }
    }

    private static JsonValue Object(ref Utf8JsonReader reader, byte[] json, int offset, int start)
    {
        var members = new List<JsonMember>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var at = offset + (int)reader.TokenStartIndex;
            var name = reader.GetString()!;
            if (!names.Add(name))
            {
                var place = TextPlace.Of(json, at);
                throw new ManifestInvalidException(
                    place.Line,
                    place.Column,
                    "this property stands twice in its object. Keep one of them."
                );
            }

            reader.Read();
            members.Add(new(name, at, Value(ref reader, json, offset)));
        }

        var value = new JsonValue(JsonTokenType.StartObject, start, offset + (int)reader.BytesConsumed, null);
        value.Members.AddRange(members);
        return value;
    }

    private static TextPlace Place(byte[] json, int line, int column, int offset)
    {
        var start = offset;
        for (var i = 0; i < line; i++)
        {
            start = Array.IndexOf(json, (byte)'\n', start) + 1;
        }

        return TextPlace.Of(json, Math.Min(start + column, json.Length));
    }
}
