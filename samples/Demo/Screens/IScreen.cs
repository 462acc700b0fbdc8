using Demo.Walk;

namespace Demo.Screens;

/// <summary>Where the walk is shown: a terminal, or a file that a person or a program reads later.</summary>
internal interface IScreen
{
    void Note(string text);

    void Show(int number, ChapterOutcome outcome);

    /// <summary>The last line says how many expectations held.</summary>
    void End(IReadOnlyList<ChapterOutcome> chapters, TimeSpan time);

    /// <summary>A line to copy: not wrapped, nothing added.</summary>
    void Line(string text);
}
