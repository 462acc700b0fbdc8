using System.Collections.Immutable;

namespace Ringfence.Audit.Rules.Versions;

/// <summary>The holes by which whoever may run a query runs code in the server. A new one is a line.</summary>
internal static class CodeExecutionFixes
{
    private const string Security = "https://www.postgresql.org/support/security/";

    public static ImmutableArray<ServerFix> All { get; } =
    [
        new(
            "CVE-2026-2006",
            "a text with broken multibyte characters",
            [18_0002, 17_0008, 16_0012, 15_0016, 14_0021],
            Security + "CVE-2026-2006/"
        ),
        new(
            "CVE-2026-6473",
            "a size that wraps around",
            [18_0004, 17_0010, 16_0014, 15_0018, 14_0023],
            Security + "CVE-2026-6473/"
        ),
        new(
            "CVE-2026-14664",
            "a regular expression over broken text",
            [18_0006, 17_0011, 16_0015, 15_0019, 14_0024],
            Security + "CVE-2026-14664/"
        ),
        new(
            "CVE-2026-14680",
            "a function that takes the server's own structures",
            [18_0006, 17_0011, 16_0015, 15_0019, 14_0024],
            Security + "CVE-2026-14680/"
        ),
    ];
}
