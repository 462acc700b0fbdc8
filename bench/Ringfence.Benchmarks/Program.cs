using System.Globalization;
using Ringfence.Benchmarks.Questions;
using Ringfence.Benchmarks.Results;
using Ringfence.Benchmarks.Summaries;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    var arguments = Arguments.Parse(args);
    if (arguments.Question == Summary.Name)
    {
        arguments.RefuseAllBut([]);
        await Summary.TellAsync(arguments.Writes);
        return 0;
    }

    if (AllQuestions.List.FirstOrDefault(one => one.Name == arguments.Question) is not { } question)
    {
        await Console.Error.WriteLineAsync(Usage.Text);
        return 2;
    }

    arguments.RefuseAllBut(question.Options);
    var result = await question.AnswerAsync(arguments);
    Console.Write(MarkdownReport.Of(result, charts: new Dictionary<string, string>()));
    if (arguments.Writes)
    {
        await Console.Error.WriteLineAsync($"Written: {await ResultFile.WriteAsync(result)}");
    }

    return 0;
}
catch (UsageException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
