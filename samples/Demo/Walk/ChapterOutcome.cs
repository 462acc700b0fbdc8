using System.Collections.Immutable;

namespace Demo.Walk;

/// <summary>What came of a chapter's steps.</summary>
internal sealed record ChapterOutcome(Chapter Chapter, ImmutableArray<StepOutcome> Outcomes)
{
    public int Held => Outcomes.Count(outcome => outcome.Held);

    public int Total => Outcomes.Length;

    public bool AllHeld => Held == Total;

    public static async Task<ChapterOutcome> RunAsync(Chapter chapter, CancellationToken cancellationToken)
    {
        var outcomes = ImmutableArray.CreateBuilder<StepOutcome>(chapter.Steps.Length);
        foreach (var step in chapter.Steps)
        {
            outcomes.Add(await StepOutcome.RunAsync(step, cancellationToken));
        }

        return new(chapter, outcomes.MoveToImmutable());
    }
}
