using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Ringfence.Benchmarks.Network;

/// <summary>
/// Waits to some ten microseconds, where .NET's own waits count in milliseconds: sleeps by <c>nanosleep</c> while there
/// is time for it to be late, and looks at the clock for the rest, so that a core is not kept busy for all of the wait.
/// </summary>
internal static class PreciseWait
{
    /// <summary>Linux is 50 µs late by default, to wake a processor less often, and a little more where it is busy.</summary>
    private static readonly long Lateness = Stopwatch.Frequency / 1_000_000 * 80;

    /// <param name="timestamp">Of <see cref="Stopwatch"/>.</param>
    public static void Until(long timestamp)
    {
        while (timestamp - Stopwatch.GetTimestamp() is > 0 and var left)
        {
            // A signal ends the sleep early, which the loop sees.
            if (left > Lateness && OperatingSystem.IsLinux())
            {
                var nanoseconds = (left - Lateness) * 1_000_000_000 / Stopwatch.Frequency;
                _ = Sleep(new(nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000), 0);
            }
            else
            {
                Thread.SpinWait(20);
            }
        }
    }

    [DllImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sleep(in Span wanted, nint left);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Span(long Seconds, long Nanoseconds);
}
