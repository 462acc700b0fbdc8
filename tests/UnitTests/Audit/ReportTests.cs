using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Ringfence.Audit;
using Ringfence.Audit.Reports;

namespace UnitTests.Audit;

/// <summary>No name breaks a report.</summary>
public sealed partial class ReportTests
{
    [Fact]
    public void Text_holds_no_control_but_its_own_line_feeds_and_forges_no_line()
    {
        var text = Write(ReportFormat.Text);

        Assert.DoesNotContain(text, letter => char.IsControl(letter) && letter != '\n');
        Assert.DoesNotContain('\u202e', text);
        Assert.DoesNotContain(text.Split('\n'), line => line.StartsWith("::", StringComparison.Ordinal));
        Assert.Contains(
            "Not clean: 1 error, 1 undecided error, 1 unclassified, 1 not seen.",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("Not shown: 1 of the baseline, 1 suppressed", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Colours_are_the_only_controls_of_coloured_text()
    {
        var text = Write(ReportFormats.Create(ReportFormat.Text, coloured: true, file: null));

        Assert.Contains("\u001b[31m", text, StringComparison.Ordinal);
        var bare = Colour.Replace(text, "");
        Assert.DoesNotContain(bare, letter => char.IsControl(letter) && letter != '\n');
    }

    [Fact]
    public void Json_keeps_names_as_they_are()
    {
        using var json = JsonDocument.Parse(Write(ReportFormat.Json));
        var root = json.RootElement;

        Assert.False(root.GetProperty("clean").GetBoolean());
        var first = root.GetProperty("findings")[0];
        Assert.Equal(Results.Hostile, first.GetProperty("object").GetString());
        Assert.Equal("RF201", first.GetProperty("rule").GetString());
        Assert.Equal("error", first.GetProperty("severity").GetString());
        Assert.Equal(
            ["open", "suppressed", "known"],
            root.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("state").GetString())
        );
        Assert.Equal(Results.Hostile, root.GetProperty("unclassified")[0].GetString());
        Assert.Equal("2026-01-01", root.GetProperty("expiredSuppressions")[0].GetProperty("until").GetString());
    }

    [Fact]
    public void Sarif_has_what_the_standard_asks_for()
    {
        using var json = JsonDocument.Parse(
            Write(ReportFormats.Create(ReportFormat.Sarif, false, "dir/ring fence.json"))
        );
        var run = Assert.Single(json.RootElement.GetProperty("runs").EnumerateArray());

        Assert.Empty(SarifShape.Faults(json.RootElement));
        Assert.False(run.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean());
        var results = run.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(["error", "error", "error", "none"], results.Select(r => r.GetProperty("level").GetString()));
        Assert.Equal("external", results[1].GetProperty("suppressions")[0].GetProperty("kind").GetString());
        Assert.Equal(
            ["new", "new", "unchanged"],
            results.Take(3).Select(r => r.GetProperty("baselineState").GetString())
        );
        Assert.Equal("review", results[3].GetProperty("kind").GetString());
        Assert.Equal("error", results[3].GetProperty("properties").GetProperty("severity").GetString());
        var location = results[0].GetProperty("locations")[0];
        Assert.Equal(
            Results.Hostile,
            location.GetProperty("logicalLocations")[0].GetProperty("fullyQualifiedName").GetString()
        );
        Assert.Equal(
            "dir/ring%20fence.json",
            location.GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString()
        );
    }

    [Fact]
    public void A_fingerprint_changes_with_rule_object_and_part_and_with_nothing_else()
    {
        var same = Fingerprint(Results.Found());

        Assert.Equal(same, Fingerprint(Results.Found(state: FindingState.Known)));
        Assert.NotEqual(same, Fingerprint(Results.Found(name: "other")));
        Assert.NotEqual(same, Fingerprint(Results.Found(rule: Results.Other)));
        Assert.NotEqual(same, Fingerprint(Results.Found(part: "key")));
    }

    [Fact]
    public void JUnit_is_xml_whatever_names_hold()
    {
        var suite = XDocument.Parse(Write(ReportFormat.JUnit)).Root!.Element("testsuite")!;

        Assert.Equal(
            ("5", "1", "3"),
            (
                (string)suite.Attribute("tests")!,
                (string)suite.Attribute("failures")!,
                (string)suite.Attribute("errors")!
            )
        );
        Assert.Equal(5, suite.Elements("testcase").Count());
        var failure = suite.Elements("testcase").Single(test => test.Element("failure") is not null);
        Assert.Equal("ringfence.RF201", (string)failure.Attribute("classname")!);
        Assert.Contains("]]>", (string)failure.Attribute("name")!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_is_in_doubt_or_did_not_run_has_not_passed()
    {
        var doubt = Results.Of() with { Undecided = [new(Results.Rule, new("table", "t"), "why")] };
        var unfinished = Results.Of() with { Unseen = ["why"], Unfinished = [Results.Rule] };

        Assert.Equal(["RF601", "RF201"], Passed(Results.Of()));
        Assert.Equal(["RF601"], Passed(doubt));
        Assert.Equal(["RF601"], Passed(unfinished));
    }

    [Theory]
    [InlineData("RF411", "error", "::error ")]
    [InlineData("RF503", "warning", "::warning ")]
    public void A_doubt_is_shown_with_the_weight_of_its_rule(string rule, string word, string command)
    {
        var doubt = Results.Of() with { Undecided = [new(RuleSet.Find(rule)!, new("table", "t"), "why")] };

        Assert.Contains($"  {word} {rule} table t: why", Write(new TextReport(false), doubt), StringComparison.Ordinal);
        Assert.Contains($"- {word} {rule} ", Write(new MarkdownReport(), doubt), StringComparison.Ordinal);
        Assert.Contains($"\"severity\": \"{word}\"", Write(new JsonReport(), doubt), StringComparison.Ordinal);
        Assert.StartsWith($"{command}title={rule} ", Write(new GitHubReport(null), doubt), StringComparison.Ordinal);
        Assert.Contains(
            $"<error message=\"{word}, not decided",
            Write(new JUnitReport(), doubt),
            StringComparison.Ordinal
        );
        using var json = JsonDocument.Parse(Write(new SarifReport(null), doubt with { Rules = [RuleSet.Find(rule)!] }));
        var invocation = json.RootElement.GetProperty("runs")[0].GetProperty("invocations")[0];
        Assert.Equal(word, invocation.GetProperty("toolExecutionNotifications")[0].GetProperty("level").GetString());
    }

    private static IEnumerable<string> Passed(AuditResult result) =>
        XDocument
            .Parse(Write(new JUnitReport(), result))
            .Descendants("testcase")
            .Where(test => !test.HasElements)
            .Select(test => ((string)test.Attribute("classname")!)[10..])
            .OrderDescending(StringComparer.Ordinal);

    [Fact]
    public void In_markdown_every_row_has_its_cells_and_no_sign_of_a_name_means_anything()
    {
        var text = Write(ReportFormat.Markdown);

        var rows = text.Split('\n').Where(line => line.StartsWith("| error", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, rows.Count);
        Assert.All(rows, row => Assert.Equal(6, row.Count('|'.Equals)));
        Assert.DoesNotContain("<b>", text, StringComparison.Ordinal);
        Assert.DoesNotContain("javascript:", text, StringComparison.Ordinal);
        Assert.DoesNotContain("`", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text, letter => char.IsControl(letter) && letter != '\n');
    }

    [Fact]
    public void Every_line_for_github_is_one_command_of_ours()
    {
        var text = Write(ReportFormats.Create(ReportFormat.GitHub, false, "ring,fence:1.json"));

        var lines = text.TrimEnd('\n').Split('\n');
        Assert.Equal(6, lines.Length);
        Assert.All(
            lines,
            line => Assert.Matches("^::(error|warning|notice) file=ring%2Cfence%3A1.json,line=1,title=[^:,]*::", line)
        );
        Assert.Equal(3, lines.Count(line => line.StartsWith("::error ", StringComparison.Ordinal)));
        Assert.Contains("%250A", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
    }

    [Fact]
    public void The_script_of_fixes_comments_each_in_one_line_and_holds_each_statement_once()
    {
        var script = FixScript.Of(Results.Of(Results.Found(), Results.Found(rule: Results.Other)));

        var lines = script.Split('\n');
        Assert.Equal(2, lines.Count(line => line.StartsWith("-- RF", StringComparison.Ordinal)));
        Assert.Contains("-- As above.", lines);
        Assert.Equal(1, script.Split("second;").Length - 1);
    }

    [Fact]
    public void What_is_clean_says_so_in_words()
    {
        foreach (
            var format in (ReportFormat[])
                [ReportFormat.Text, ReportFormat.Json, ReportFormat.Markdown, ReportFormat.GitHub]
        )
        {
            var text = Write(ReportFormats.Create(format, false, null), Results.Of());

            Assert.Contains("Clean", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Not clean", text, StringComparison.Ordinal);
        }
    }

    private static string Fingerprint(JudgedFinding finding)
    {
        using var json = JsonDocument.Parse(Write(new SarifReport(null), Results.Of(finding)));
        return json
            .RootElement.GetProperty("runs")[0]
            .GetProperty("results")[0]
            .GetProperty("partialFingerprints")
            .ToString();
    }

    private static string Write(ReportFormat format) =>
        Write(ReportFormats.Create(format, coloured: false, file: null));

    private static string Write(IReport report, AuditResult? result = null)
    {
        using var output = new StringWriter { NewLine = "\n" };
        report.Write(result ?? Results.Whole(), output);
        return output.ToString();
    }

    [GeneratedRegex("\u001b\\[[0-9]+m", RegexOptions.None, 1000)]
    private static partial Regex Colour { get; }
}
