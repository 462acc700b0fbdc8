using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Observed;

/// <summary>Writes a line for each point of each metric.</summary>
internal sealed class MetricLines(TextWriter lines) : BaseExporter<Metric>
{
    public override ExportResult Export(in Batch<Metric> batch)
    {
        foreach (var metric in batch)
        {
            foreach (ref readonly var point in metric.GetMetricPoints())
            {
                var tags = new List<KeyValuePair<string, object?>>();
                foreach (var tag in point.Tags)
                {
                    tags.Add(tag);
                }

                lines.WriteLine(
                    $"metric {metric.Name} {Value(metric.MetricType, point)} {metric.Unit} {Tags.Of(tags)}"
                );
            }
        }

        return ExportResult.Success;
    }

    private static string Value(MetricType type, in MetricPoint point) =>
        type switch
        {
            MetricType.Histogram => string.Create(
                CultureInfo.InvariantCulture,
                $"{point.GetHistogramCount()} times, {point.GetHistogramSum():0.0000} in all,"
            ),
            MetricType.LongSumNonMonotonic or MetricType.LongSum => $"{point.GetSumLong()}",
            MetricType.LongGauge => $"{point.GetGaugeLastValueLong()}",
            MetricType.DoubleGauge => string.Create(
                CultureInfo.InvariantCulture,
                $"{point.GetGaugeLastValueDouble():0.0000}"
            ),
            _ => $"{type}",
        };
}
