using System.Diagnostics;
using OpenTelemetry;

namespace Observed;

/// <summary>Writes a line for each span; the driver's stand indented below the one of ours that they are in.</summary>
internal sealed class SpanLines(TextWriter lines) : BaseExporter<Activity>
{
    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (var span in batch)
        {
            var indent = span.ParentSpanId == default ? "" : "  ";
            lines.WriteLine(
                $"span {indent}{span.Source.Name} {span.OperationName} {span.Status} {Tags.Of(span.TagObjects)}"
            );
        }

        return ExportResult.Success;
    }
}
