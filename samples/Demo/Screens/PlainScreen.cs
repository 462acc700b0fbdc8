using System.Globalization;
using Demo.Walk;

namespace Demo.Screens;

/// <summary>Plain text, without colours or boxes.</summary>
internal sealed class PlainScreen(TextWriter output) : IScreen
{
    public void Note(string text) => output.WriteLine(text);

    public void Show(int number, ChapterOutcome shown)
    {
        var heading = $"{number}. {shown.Chapter.Heading}";
        output.WriteLine();
        output.WriteLine(heading);
        output.WriteLine(new string('=', heading.Length));
        output.WriteLine(shown.Chapter.Introduction);
        foreach (var (index, outcome) in shown.Outcomes.Index())
        {
            output.WriteLine();
            output.WriteLine($"{number}.{index + 1} {outcome.Step.Caption}");
            Write("call", outcome.Step.Call);
            Write("expected", outcome.Step.Expected.Text);
            Write("outcome", outcome.Answer.Text);
            Write("held", outcome.Held ? "yes" : "NO");
        }
    }

    public void End(IReadOnlyList<ChapterOutcome> chapters, TimeSpan time)
    {
        output.WriteLine();
        foreach (var (index, chapter) in chapters.Index())
        {
            output.WriteLine($"{index + 1}. {chapter.Chapter.Heading}: {chapter.Held} of {chapter.Total}");
        }

        var (held, total) = (chapters.Sum(chapter => chapter.Held), chapters.Sum(chapter => chapter.Total));
        output.WriteLine();
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"From starting PostgreSQL to the last step: {time.TotalSeconds:0.0} s."
            )
        );
        output.WriteLine($"{held} of {total} expectations held.");
    }

    public void Line(string text) => output.WriteLine(text);

    private void Write(string label, string text) =>
        output.WriteLine($"    {label, -9} {text.ReplaceLineEndings("\n              ")}");
}
