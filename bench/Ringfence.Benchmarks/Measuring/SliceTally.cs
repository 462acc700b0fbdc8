namespace Ringfence.Benchmarks.Measuring;

/// <summary>How the slices of a run went, for who writes down how it was measured. Threads: one at a time.</summary>
internal sealed class SliceTally
{
    /// <summary>Slices that count.</summary>
    public int All { get; private set; }

    /// <summary>Of these the ones that were taken again, since the host took too much of the first.</summary>
    public int Again { get; private set; }

    /// <summary>Of these the ones of which it took too much each time.</summary>
    public int Disturbed { get; private set; }

    public void Add(bool again, bool disturbed)
    {
        All++;
        Again += again ? 1 : 0;
        Disturbed += disturbed ? 1 : 0;
    }
}
