using System.Collections.Immutable;
using Ringfence.Benchmarks.Results;

namespace Ringfence.Benchmarks.Questions;

/// <summary>A question that a benchmark answers. It is listed in <see cref="AllQuestions"/>.</summary>
internal interface IQuestion
{
    /// <summary>What is typed: words with hyphens.</summary>
    string Name { get; }

    /// <summary>What it asks, in a line.</summary>
    string Asks { get; }

    /// <summary>The names of the options that it takes, without <c>--</c>.</summary>
    ImmutableArray<string> Options { get; }

    /// <summary>Runs for minutes, and prints nothing.</summary>
    Task<QuestionResult> AnswerAsync(Arguments arguments);
}
