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
    ];
}
