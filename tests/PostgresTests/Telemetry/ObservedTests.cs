using System.Globalization;
using Observed;
using Ringfence.Telemetry;

namespace PostgresTests.Telemetry;

/// <summary>The sample, heard through OpenTelemetry's own SDK.</summary>
public sealed class ObservedTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_sample_shows_spans_and_metrics_by_their_names()
    {
        await using var text = new StringWriter(CultureInfo.InvariantCulture);
        await using var lines = TextWriter.Synchronized(text);
        await using var database = await Work.PrepareAsync(postgres.Server);
        using (new Observation(lines))
        {
            await Work.RunAsync(database);
        }

        // Other tests are heard as well, since it is one process.
        var own = text.ToString()
            .Split('\n')
            .Where(line => line.Contains($"{TagNames.Database}={database.Name} "))
            .ToList();

        string[] metrics =
        [
            MetricNames.Binds,
            MetricNames.MissingTenants,
            MetricNames.LimitsHit,
            MetricNames.StatementDuration,
        ];
        Assert.All(
            metrics,
            metric => Assert.Contains(own, line => line.StartsWith($"metric {metric} ", StringComparison.Ordinal))
        );
        var span = $"{TelemetryNames.Source} {SpanNames.Statement}";
        Assert.Equal(3, own.Count(line => line.Contains(span, StringComparison.Ordinal)));
        Assert.Single(own, line => line.Contains($"{span} Error", StringComparison.Ordinal) && line.Contains("=23514"));
        Assert.DoesNotContain(own, line => line.Contains("insert into", StringComparison.Ordinal));
    }
}
