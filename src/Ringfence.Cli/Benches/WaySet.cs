using System.Collections.Immutable;

namespace Ringfence.Cli.Benches;

/// <summary>The ways that can be measured here, and why the others cannot.</summary>
/// <param name="All">The ways; the first is what the others are compared to.</param>
/// <param name="LeftOut">A sentence each.</param>
internal sealed record WaySet(ImmutableArray<Way> All, ImmutableArray<string> LeftOut) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        foreach (var way in All)
        {
            await way.DisposeAsync().ConfigureAwait(false);
        }
    }
}
