using System.Collections.Frozen;

namespace Ringfence.Audit.Rules.Versions;

/// <summary>
/// The day of the last minor release of each major version: https://www.postgresql.org/support/versioning/.
/// </summary>
internal static class EndsOfLife
{
    private static readonly FrozenDictionary<int, DateOnly> Days = new Dictionary<int, DateOnly>
    {
        [10] = new(2022, 11, 10),
        [11] = new(2023, 11, 9),
        [12] = new(2024, 11, 21),
        [13] = new(2025, 11, 13),
        [14] = new(2026, 11, 12),
        [15] = new(2027, 11, 11),
        [16] = new(2028, 11, 9),
        [17] = new(2029, 11, 8),
        [18] = new(2030, 11, 14),
    }.ToFrozenDictionary();

    public static DateOnly? Find(int major) => Days.TryGetValue(major, out var day) ? day : null;
}
