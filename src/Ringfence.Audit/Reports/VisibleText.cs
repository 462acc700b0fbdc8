using System.Globalization;
using System.Text;

namespace Ringfence.Audit.Reports;

/// <summary>
/// Names and messages for people: what steers a terminal, breaks a line, turns the direction of writing or is not shown
/// at all is spelled out, so that two names that differ are seen to.
/// </summary>
internal static class VisibleText
{
    public static string Of(string text) => Of(text, IsUnseen);

    /// <summary>As <see cref="Of(string)"/>, but for line feeds.</summary>
    public static string Lines(string text) => Of(text, letter => letter.Value != '\n' && IsUnseen(letter));

    private static string Of(string text, Func<Rune, bool> isUnseen)
    {
        var visible = new StringBuilder(text.Length);
        // A half of a surrogate pair is enumerated as U+FFFD, which every format can carry.
        foreach (var letter in text.EnumerateRunes())
        {
            if (isUnseen(letter))
            {
                visible.Append(CultureInfo.InvariantCulture, $@"\u{{{letter.Value:x}}}");
            }
            else
            {
                visible.Append(letter);
            }
        }

        return visible.ToString();
    }

    private static bool IsUnseen(Rune letter) =>
        Rune.GetUnicodeCategory(letter)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.OtherNotAssigned
        || letter.Value is 0xfffe or 0xffff;
}
