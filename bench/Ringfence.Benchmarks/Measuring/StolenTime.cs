using System.Globalization;

namespace Ringfence.Benchmarks.Measuring;

/// <summary>
/// How much of the processors a virtual machine's host gave to others. Linux tells it for the whole machine, in
/// hundredths of a second, by proc(5): nothing is stolen where it does not.
/// </summary>
internal sealed class StolenTime
{
    private const string File = "/proc/stat";

    // Behind the word cpu: user, nice, system, idle, iowait, irq, softirq, steal, and what is in user already.
    private const int Kinds = 8;
    private const int Stolen = 7;

    private readonly long[] _before = Read();

    /// <summary>The share since this was made, of all processors, from nothing to one.</summary>
    public double Share()
    {
        var since = Read().Zip(_before, (now, before) => now - before).ToArray();
        return since.Sum() is > 0 and var all ? (double)since[Stolen] / all : 0;
    }

    private static long[] Read() =>
        System.IO.File.Exists(File)
            ?
            [
                .. System
                    .IO.File.ReadLines(File)
                    .First()
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Skip(1)
                    .Take(Kinds)
                    .Select(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)),
            ]
            : new long[Kinds];
}
