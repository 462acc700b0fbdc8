using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Ringfence.Benchmarks.Results;

/// <summary>Results that are kept: Markdown to read, JSON to compute with, and a chart, in <c>bench/results</c>.</summary>
internal static class ResultFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters = { new CompactValues() },
    };

    /// <summary>The folder that holds the solution, above the program.</summary>
    public static string Repository { get; } =
        Above(AppContext.BaseDirectory).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "Ringfence.slnx")))
        ?? throw new InvalidOperationException("The program does not lie in the repository that keeps its results.");

    private static string Folder { get; } = Path.Combine(Repository, "bench", "results");

    /// <summary>Writes all its files, over those of the same day and name, and returns the report's path.</summary>
    public static async Task<string> WriteAsync(QuestionResult result)
    {
        var name = NameOf(result);
        var charts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in result.Tables.Select(table => table.Group).Distinct(StringComparer.Ordinal))
        {
            if (Chart.Find(result, group) is { } chart)
            {
                var file = group is null ? $"{name}.svg" : $"{name}-{group}.svg";
                charts.Add(group ?? "", file);
                await File.WriteAllTextAsync(Path.Combine(Folder, file), chart + "\n");
            }
        }

        var json = JsonSerializer.Serialize(result, Json);
        await File.WriteAllTextAsync(Path.Combine(Folder, $"{name}.json"), json + "\n");
        var report = Path.Combine(Folder, $"{name}.md");
        await File.WriteAllTextAsync(report, MarkdownReport.Of(result, charts));
        return report;
    }

    /// <summary>The name of its files, without what says their kind.</summary>
    public static string NameOf(QuestionResult result) => $"{result.Machine.Date:yyyy-MM-dd}-{result.Name}";

    /// <summary>The newest result of each name.</summary>
    public static IReadOnlyDictionary<string, QuestionResult> ReadNewest() =>
        Directory
            .EnumerateFiles(Folder, "*.json")
            .Order(StringComparer.Ordinal) // Their names begin with the date.
            .Select(file => JsonSerializer.Deserialize<QuestionResult>(File.ReadAllText(file), Json)!)
            .GroupBy(result => result.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);

    private static IEnumerable<string> Above(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            yield return at.FullName;
        }
    }
}
