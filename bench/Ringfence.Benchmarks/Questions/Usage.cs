using System.Globalization;

namespace Ringfence.Benchmarks.Questions;

/// <summary>What is said to who does not know the questions.</summary>
internal static class Usage
{
    public static string Text { get; } =
        "Usage: bench/run QUESTION [--OPTION VALUE]... [--write], where --write keeps the result in bench/results and\n"
        + "QUESTION is:\n"
        + string.Concat(AllQuestions.List.Select(Line))
        + "  table [--write]\n      The tables of README.md and bench/README.md, from the results that are kept.\n"
        + "RINGFENCE_PG_MAJOR chooses PostgreSQL's major version.";

    private static string Line(IQuestion question)
    {
        var options = string.Concat(question.Options.Select(option => $" [--{option} …]"));
        return string.Create(CultureInfo.InvariantCulture, $"  {question.Name}{options}\n      {question.Asks}\n");
    }
}
