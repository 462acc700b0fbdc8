using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ringfence.Benchmarks.Results;

/// <summary>Values of the rounds on one line, with the digits that mean something: files that are kept stay short.</summary>
internal sealed class CompactValues : JsonConverter<ImmutableArray<double>>
{
    public override ImmutableArray<double> Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        var values = ImmutableArray.CreateBuilder<double>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            values.Add(reader.GetDouble());
        }

        return values.ToImmutable();
    }

    public override void Write(Utf8JsonWriter writer, ImmutableArray<double> value, JsonSerializerOptions options) =>
        writer.WriteRawValue(
            $"[{string.Join(", ", value.Select(one => one.ToString("G6", CultureInfo.InvariantCulture)))}]"
        );
}
