using System.Globalization;
using System.Text.RegularExpressions;
using Demo.Walk;
using Spectre.Console;

namespace Demo.Screens;

/// <summary>Tables and colours; a tenant's name is written in its colour.</summary>
internal sealed partial class TerminalScreen(IAnsiConsole console) : IScreen
{
    private const int ExpectedWidth = 26;
    private const int Gaps = 12;

    public void Note(string text) => console.MarkupLine($"[green]•[/] {Coloured(text)}");

    public void Show(int number, ChapterOutcome shown)
    {
        console.WriteLine();
        console.Write(new Rule($"[bold]{number}. {Markup.Escape(shown.Chapter.Heading)}[/]").LeftJustified());
        console.Write(new Padder(new Markup(Coloured(shown.Chapter.Introduction)), new(2, 0, 2, 0)));
        var table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey).Expand();
        table.AddColumn(new TableColumn("[grey]step[/]").Width(StepWidth));
        table.AddColumn(new TableColumn("[grey]expected[/]").Width(ExpectedWidth));
        table.AddColumn(new TableColumn("[grey]outcome[/]").Width(OutcomeWidth));
        table.AddColumn(new TableColumn("").Width(1).NoWrap());
        foreach (var outcome in shown.Outcomes)
        {
            table.AddRow(
                $"[bold]{Coloured(outcome.Step.Caption)}[/]\n[grey]{Markup.Escape(Shortened(outcome.Step.Call))}[/]\n",
                Coloured(outcome.Step.Expected.Text),
                $"{Coloured(outcome.Answer.Text)}\n",
                outcome.Held ? "[green]✓[/]" : "[red]✗[/]"
            );
        }

        console.Write(table);
    }

    public void End(IReadOnlyList<ChapterOutcome> chapters, TimeSpan time)
    {
        console.WriteLine();
        console.Write(new Rule("[bold]In short[/]").LeftJustified());
        var table = new Table().Border(TableBorder.None).HideHeaders();
        table.AddColumns("", "", "");
        foreach (var (index, chapter) in chapters.Index())
        {
            table.AddRow(
                $"  {index + 1}. {Markup.Escape(chapter.Chapter.Heading)}",
                $"{chapter.Held} of {chapter.Total}",
                chapter.AllHeld ? "[green]✓[/]" : "[red]✗[/]"
            );
        }

        console.Write(table);
        var (held, total) = (chapters.Sum(chapter => chapter.Held), chapters.Sum(chapter => chapter.Total));
        var seconds = time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        console.MarkupLine($"\n[grey]From starting PostgreSQL to the last step: {seconds} s.[/]");
        console.MarkupLine($"[bold {(held == total ? "green" : "red")}]{held} of {total} expectations held.[/]");
    }

    public void Line(string text) => console.Profile.Out.Writer.WriteLine(text);

    /// <summary>The step, with its SQL, and the outcome share what the other columns and the gaps leave.</summary>
    private int StepWidth => Math.Max(24, (console.Profile.Width - ExpectedWidth - Gaps) * 11 / 20);

    private int OutcomeWidth => Math.Max(20, console.Profile.Width - ExpectedWidth - Gaps - StepWidth);

    private static string Coloured(string text) =>
        TenantName.Replace(Markup.Escape(Shortened(text)), match => $"[{Colour(match.Value)}]{match.Value}[/]");

    /// <summary>A uuid by its ends: all of the demo's differ there.</summary>
    private static string Shortened(string text) => Uuid.Replace(text, "${first}…${last}");

    private static string Colour(string tenant) =>
        tenant switch
        {
            "red" => "indianred1",
            "blue" => "dodgerblue1",
            _ => "green3",
        };

    [GeneratedRegex(
        @"\b(?<first>[0-9a-f]{4})[0-9a-f]{4}(-[0-9a-f]{4}){3}-[0-9a-f]{8}(?<last>[0-9a-f]{4})\b",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Uuid { get; }

    [GeneratedRegex(@"\b(red|blue|green)\b(?![.@])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TenantName { get; }
}
