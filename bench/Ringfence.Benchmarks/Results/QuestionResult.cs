using System.Collections.Immutable;

namespace Ringfence.Benchmarks.Results;

/// <summary>The answer to a question: what was run, where, and what came out.</summary>
internal sealed record QuestionResult
{
    /// <summary>The question's name, and what sets this answer apart, such as <c>binding-1ms-pg18</c>: part of file names.</summary>
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>What reproduces it.</summary>
    public required string Command { get; init; }

    public required Machine Machine { get; init; }

    /// <summary>How it was measured, and what a reader must know: sentences.</summary>
    public required string Method { get; init; }

    public required ImmutableArray<ResultTable> Tables { get; init; }
}
