using System.Globalization;
using Npgsql;
using PostgresTests.OtherLanguages;
using Ringfence.Audit;

namespace PostgresTests.Audit;

/// <summary>The labelled corpus: whatever is there is found, and nothing else.</summary>
public sealed class CorpusTests(AuditServer server, ITestOutputHelper output)
{
    private const int FewestSchemas = 240;

    [Fact]
    public async Task Every_hole_of_the_corpus_is_found_and_nothing_else()
    {
        var folder = Path.Combine(Tool.Repository(), "tests", "corpus");
        var files = Directory
            .GetFiles(folder, "*.sql", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(file => (Name: Path.GetRelativePath(folder, file), Text: File.ReadAllText(file)));
        // What the pages of the rules show is labelled in the same way.
        var shown = RuleSet.All.SelectMany(rule =>
            rule.Page.Blocks("Fails").Concat(rule.Page.Blocks("Passes")).Select(text => (Name: rule.Id, Text: text))
        );
        var schemas = files.Concat(shown).ToList();
        int planted = 0,
            found = 0,
            unsettled = 0,
            alarms = 0;
        var wrong = new List<string>();
        foreach (var (name, text) in schemas)
        {
            var exam = new Exam(text);
            ExamResult result;
            try
            {
                result = await server.TakeAsync(exam);
            }
            catch (PostgresException e)
            {
                wrong.Add($"{name}: {e.MessageText}");
                continue;
            }

            var seen = result.Found.ToHashSet(StringComparer.Ordinal);
            var missed = exam.Expected.Except(seen, StringComparer.Ordinal).ToList();
            var extra = seen.Except(exam.Expected, StringComparer.Ordinal).ToList();
            planted += exam.Expected.Length;
            found += exam.Expected.Length - missed.Count;
            alarms += extra.Count;
            // A hole that is known and left undecided is told of, and is not found.
            unsettled += name.StartsWith("bad", StringComparison.Ordinal) ? exam.Undecided.Length : 0;
            wrong.AddRange(missed.Select(hole => $"{name}: missed {hole}"));
            wrong.AddRange(extra.Select(alarm => $"{name}: false alarm {alarm}"));
            wrong.AddRange(Differ(name, "undecided", exam.Undecided, result.Undecided));
            wrong.AddRange(Differ(name, "unclassified", exam.Unclassified, result.Audit.Unclassified));
            wrong.AddRange(
                Differ(name, "unseen", exam.Unseen, result.Audit.Unseen.Select(unseen => unseen.Split(':')[0]))
            );
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{schemas.Count} schemas, {planted} holes, {found} found, recall {100.0 * found / planted:F1} %, "
                    + $"{alarms} false alarms; {unsettled} undecided in bad schemas"
            )
        );

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(schemas.Count >= FewestSchemas, $"Only {schemas.Count} schemas.");
    }

    private static IEnumerable<string> Differ(
        string name,
        string what,
        IEnumerable<string> said,
        IEnumerable<string> seen
    ) =>
        said.SequenceEqual(seen)
            ? []
            : [$"{name}: {what} is [{string.Join(", ", seen)}], not [{string.Join(", ", said)}]"];
}
