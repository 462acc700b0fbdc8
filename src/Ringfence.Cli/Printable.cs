using System.Globalization;
using System.Text;

namespace Ringfence.Cli;

/// <summary>What came from others, for a terminal: it shall neither steer that, nor forge a line, nor turn letters around.</summary>
internal static class Printable
{
    public static string Of(string? text) =>
        string.Concat((text ?? "").EnumerateRunes().Select(letter => IsUnseen(letter) ? "?" : letter.ToString()));

    /// <summary>Controls, line breaks of Unicode's own, and what marks the direction of writing or is not shown at all.</summary>
    private static bool IsUnseen(Rune letter) =>
        Rune.GetUnicodeCategory(letter)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;
}
