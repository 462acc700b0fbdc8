using System.Collections.Immutable;

namespace Ringfence.Audit.Rules.Versions;

/// <summary>The holes of row security that PostgreSQL closed. A new one is a line.</summary>
internal static class RowSecurityFixes
{
    private const string Security = "https://www.postgresql.org/support/security/";

    public static ImmutableArray<ServerFix> All { get; } =
    [
        new("CVE-2019-10130", "statistics tell of hidden rows", [11_0003, 10_0008], Security + "CVE-2019-10130/"),
        new(
            "CVE-2023-2455",
            "an inlined function keeps another role's policies",
            [15_0003, 14_0008, 13_0011, 12_0015, 11_0020],
            Security + "CVE-2023-2455/"
        ),
        new("CVE-2023-39418", "merge passes policies for update and select", [15_0004], Security + "CVE-2023-39418/"),
        new(
            "CVE-2024-4317",
            "extended statistics tell of hidden rows",
            [16_0003, 15_0007, 14_0012],
            Security + "CVE-2024-4317/"
        ),
        new(
            "CVE-2024-10976",
            "a cached plan keeps another role's policies",
            [17_0001, 16_0005, 15_0009, 14_0014, 13_0017, 12_0021],
            Security + "CVE-2024-10976/"
        ),
        new(
            "CVE-2024-10978",
            "set role leads to the wrong role",
            [17_0001, 16_0005, 15_0009, 14_0014, 13_0017, 12_0021],
            Security + "CVE-2024-10978/"
        ),
        new(
            "CVE-2025-8713",
            "statistics of partitions and views tell of hidden rows",
            [17_0006, 16_0010, 15_0014, 14_0019, 13_0022],
            Security + "CVE-2025-8713/"
        ),
        new(
            "CVE-2026-14666",
            "a cached plan keeps the policies of a role that was changed",
            [18_0006, 17_0011, 16_0015, 15_0019, 14_0024],
            Security + "CVE-2026-14666/"
        ),
    ];
}
