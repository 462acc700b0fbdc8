using System.Globalization;
using Ringfence.Benchmarks.Questions;
using Ringfence.Benchmarks.Results;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    var arguments = Arguments.Parse(args);
    if (AllQuestions.List.FirstOrDefault(one => one.Name == arguments.Question) is not { } question)
    {
        await Console.Error.WriteLineAsync(Usage.Text);
        return 2;
    }

    arguments.RefuseAllBut(question.Options);
    var result = await question.AnswerAsync(arguments);
    Console.Write(MarkdownReport.Of(result, chart: null));
    if (arguments.Writes)
    {
        await Console.Error.WriteLineAsync($"Written: {await ResultFile.WriteAsync(result)}");
    }

    return 0;
}
catch (ArgumentException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
