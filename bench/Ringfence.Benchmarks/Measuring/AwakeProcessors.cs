using System.Diagnostics;

namespace Ringfence.Benchmarks.Measuring;

/// <summary>
/// Keeps the processors of a virtual machine from going to sleep, by a process a processor that runs only where nothing
/// else wants to: how long its host takes to wake one is much of a round trip over the loopback address, differs from
/// minute to minute, and is none of the database's. Only on Linux, by <c>chrt --idle</c>.
/// </summary>
internal sealed class AwakeProcessors : IDisposable
{
    // At every turn it looks whether this process lives; else it would run on for good.
    private const string Loop =
        "while kill -0 $PPID 2>/dev/null; do i=0; while [ $i -lt 1000000 ]; do i=$((i+1)); done; done";

    private const string Command = "/usr/bin/chrt";

    private readonly List<Process> _processes = [];

    private AwakeProcessors() { }

    /// <summary>Whether they are, for who writes down how it was measured.</summary>
    public bool Are => _processes.Count > 0 && _processes.TrueForAll(process => !process.HasExited);

    public static AwakeProcessors Keep()
    {
        var awake = new AwakeProcessors();
        var count = IsIdlePriorityIdle() ? Environment.ProcessorCount : 0;
        for (var i = 0; i < count; i++)
        {
            awake._processes.Add(Process.Start(Command, ["--idle", "0", "sh", "-c", Loop]));
        }

        return awake;
    }

    /// <summary>
    /// Not where Linux shares a processor among groups of processes, by session (sched(7), "The autogroup feature") or by
    /// a quota: then these take what is another group's, such as the server's.
    /// </summary>
    private static bool IsIdlePriorityIdle() =>
        File.Exists(Command)
        && !Says("/proc/sys/kernel/sched_autogroup_enabled", text => text.Trim() != "0")
        && !Says("/sys/fs/cgroup/cpu.max", text => !text.StartsWith("max", StringComparison.Ordinal));

    private static bool Says(string file, Predicate<string> what) => File.Exists(file) && what(File.ReadAllText(file));

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
