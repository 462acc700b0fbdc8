using System.Collections.Immutable;

namespace Ringfence.Benchmarks.Measuring;

/// <summary>Variants, and the data sources to close after them.</summary>
internal sealed record VariantSet(ImmutableArray<Variant> All, ImmutableArray<IAsyncDisposable> Sources)
    : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        foreach (var source in Sources)
        {
            await source.DisposeAsync();
        }
    }
}
