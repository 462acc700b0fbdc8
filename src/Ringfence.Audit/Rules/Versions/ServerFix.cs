using System.Collections.Immutable;

namespace Ringfence.Audit.Rules.Versions;

/// <summary>A hole, and the first minor release of each major version in which it is closed.</summary>
/// <param name="Id">The CVE.</param>
/// <param name="What">What it lets happen.</param>
/// <param name="FixedIn">
/// As <c>server_version_num</c>, one for each major version that had the hole and was mended. Major versions below the
/// lowest have it for ever, if they have it at all, and are told of as having no more fixes.
/// </param>
/// <param name="Source">Where that is said.</param>
internal sealed record ServerFix(string Id, string What, ImmutableArray<int> FixedIn, string Source)
{
    public bool IsMissingIn(int version) =>
        FixedIn.Any(mended => mended / 10_000 == version / 10_000 && version < mended);
}
