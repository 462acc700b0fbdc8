using System.Text.Json;
using Ringfence.Audit.Reports;

namespace Ringfence.Cli.Benches;

/// <summary>What was measured, for programs. Times are in microseconds.</summary>
internal static class BenchJson
{
    public static void Write(BenchResult result, TextWriter output) =>
        JsonText.Write(output, json => Result(json, result));

    private static void Result(Utf8JsonWriter json, BenchResult result)
    {
        json.WriteStartObject();
        json.WriteString("subject", result.Subject);
        json.WriteString("binding", result.Database.Contract.Binding.SqlName());
        json.WriteNumber("contractVersion", result.Database.Contract.Version);
        json.WriteString("table", result.Database.Table.Name.ToString());
        json.WriteNumber("rows", result.Rows);
        json.WriteNumber("connections", result.Database.Connections);
        json.WriteNumber("roundTrip", result.RoundTrip);
        json.WriteStartArray("reads");
        foreach (var read in result.Reads)
        {
            Read(json, read);
        }

        json.WriteEndArray();
        json.WriteStartArray("leftOut");
        foreach (var reason in result.LeftOut)
        {
            json.WriteStringValue(reason);
        }

        json.WriteEndArray();
        json.WriteStartArray("advice");
        foreach (var advice in result.Advice)
        {
            json.WriteStartObject();
            json.WriteString("about", advice.About);
            json.WriteString("text", advice.Text);
            json.WriteString("fix", advice.Fix);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Read(Utf8JsonWriter json, ReadResult read)
    {
        json.WriteStartObject();
        json.WriteString("name", read.Read.Name);
        json.WriteString("sql", read.Read.Sql);
        json.WriteString("handWritten", read.Read.HandWritten);
        json.WriteStartArray("ways");
        foreach (var way in read.Ways)
        {
            var ratio = way.To(read.Ways[0]);
            json.WriteStartObject();
            json.WriteString("name", way.Way.Name);
            json.WriteNumber("p50", way.P50);
            json.WriteNumber("perSecond", way.PerSecond);
            json.WriteNumber("ratio", ratio.Median);
            json.WriteNumber("leastRatio", ratio.Least);
            json.WriteNumber("mostRatio", ratio.Most);
            json.WriteStartArray("rounds");
            foreach (var slice in way.Slices)
            {
                json.WriteNumberValue(slice.P50);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
