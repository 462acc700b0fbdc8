using Ringfence.Benchmarks.Results;

namespace Ringfence.Benchmarks.Summaries;

/// <summary>The tables that pages show, made from the newest results that are kept.</summary>
internal static class Summary
{
    /// <summary>What is typed in a question's place.</summary>
    public const string Name = "table";

    /// <summary>Prints them; where asked to, writes them into <c>README.md</c> and <c>bench/README.md</c> as well.</summary>
    public static async Task TellAsync(bool writes)
    {
        var results = ResultFile.ReadNewest();
        var ways = WaysTable.FindMarkdown(results);
        var targets = Targets.Markdown(results);
        await Console.Out.WriteLineAsync($"{ways ?? "No result of binding is kept.\n"}\n{targets}");
        if (writes && ways is not null)
        {
            await MarkedText.ReplaceAsync(Path.Combine(ResultFile.Repository, "README.md"), "speed", ways);
        }

        if (writes)
        {
            await MarkedText.ReplaceAsync(
                Path.Combine(ResultFile.Repository, "bench", "README.md"),
                "targets",
                targets
            );
        }
    }
}
