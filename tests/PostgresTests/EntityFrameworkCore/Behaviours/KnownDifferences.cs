using System.Collections.Immutable;
using PostgresTests.Behaviours;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>All of them, each with its reason; <c>docs/ef-core.md</c> tells them to users.</summary>
internal static class KnownDifferences
{
    public static readonly ImmutableArray<KnownDifference> All =
    [
        new(
            "Raw: an output parameter",
            "the bind makes two statements of the text, and the driver gives output parameters to single ones",
            [
                "sql: call entry_insert('raw', 3, @id) [\"id Int32\"]",
                "call: null",
                "id: 5000",
                "left: entry {\"Id\": 5000, \"Text\": \"raw\", \"Amount\": 3}",
                "rows: 66",
            ],
            ["call: NotSupportedException Commands with multiple queries cannot have out parameters", "id: 0"]
        )
        {
            Bindings = KnownDifference.WithoutSession,
        },
    ];
}
