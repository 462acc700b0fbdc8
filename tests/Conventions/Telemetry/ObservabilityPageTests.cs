using Ringfence.Telemetry;

namespace Conventions.Telemetry;

public sealed class ObservabilityPageTests
{
    [Theory]
    [InlineData("Metrics", typeof(MetricNames))]
    [InlineData("Tags", typeof(TagNames))]
    [InlineData("Spans", typeof(SpanNames))]
    public void The_page_lists_every_name_and_no_other(string heading, Type names) =>
        Assert.Equal(
            ObservabilityPage.Constants(names).Order(StringComparer.Ordinal),
            ObservabilityPage
                .FirstColumn(Repository.Read(ObservabilityPage.Path), heading)
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void The_page_lists_every_log_event_and_no_other() =>
        Assert.Equal(
            ObservabilityPage.Events(Repository.Sources).Order(StringComparer.Ordinal),
            ObservabilityPage.FirstColumn(Repository.Read(ObservabilityPage.Path), "Logs").Order(StringComparer.Ordinal)
        );

    [Fact]
    public void A_table_is_read_under_its_own_heading()
    {
        const string Page =
            "# P\n\n## A\n\n| n | t |\n| --- | --- |\n| `x.y` | 1 |\n| 2 | z |\n\n## B\n\n| `q` | 1 |\n";

        Assert.Equal(["2", "x.y"], ObservabilityPage.FirstColumn(Page, "A").Order(StringComparer.Ordinal));
        Assert.Empty(ObservabilityPage.FirstColumn(Page, "C"));
    }
}
