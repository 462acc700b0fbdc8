using System.Diagnostics;
using Demo.Chapters;
using Demo.Screens;
using Demo.Walk;

namespace Demo;

/// <summary>Sets the stage, walks, and serves until it is interrupted.</summary>
internal static class DemoRun
{
    public static async Task<bool> RunAsync(IScreen screen, bool once, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await using var stage = await Stage.SetAsync(screen, cancellationToken);
        var chapters = new List<ChapterOutcome>();
        foreach (var chapter in Story.Write(stage))
        {
            chapters.Add(await ChapterOutcome.RunAsync(chapter, cancellationToken));
            screen.Show(chapters.Count, chapters[^1]);
        }

        screen.End(chapters, watch.Elapsed);
        if (!once)
        {
            Invitation.Show(stage, screen);
            var interrupted = new TaskCompletionSource();
            await using var _ = cancellationToken.Register(interrupted.SetResult);
            await interrupted.Task;
        }

        return chapters.TrueForAll(chapter => chapter.AllHeld);
    }
}
