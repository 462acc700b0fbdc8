using System.Globalization;

namespace Ringfence.Benchmarks.Measuring;

/// <summary>
/// The processes of a server on this machine, and the processor time that they have taken. Linux tells it in hundredths
/// of a second a process: read it around a slice of many operations, not around one.
/// </summary>
/// <param name="postmaster">The id of the process whose children serve.</param>
internal sealed class ServerProcesses(int postmaster)
{
    private const double TicksPerSecond = 100;

    // Behind the name, which may hold blanks and brackets: state, parent, …, utime, stime, cutime, cstime.
    private const int Parent = 1;
    private const int User = 11;
    private const int ChildrensSystem = 14;

    /// <summary>Null where the system has no <c>/proc</c>.</summary>
    public static ServerProcesses? Of(int postmaster) =>
        File.Exists($"/proc/{postmaster}/stat") ? new(postmaster) : null;

    /// <summary>Seconds, by processes that run and by those that have ended.</summary>
    public double Seconds()
    {
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                ticks += Ticks(id);
            }
        }

        return ticks / TicksPerSecond;
    }

    private long Ticks(int id)
    {
        string text;
        try
        {
            text = File.ReadAllText($"/proc/{id}/stat");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0; // It has ended; if it was a child, its parent has its ticks now.
        }

        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        var parts =
            id == postmaster ? fields[User..(ChildrensSystem + 1)]
            : fields[Parent] == postmaster.ToString(CultureInfo.InvariantCulture) ? fields[User..(User + 2)]
            : [];
        return parts.Sum(part => long.Parse(part, CultureInfo.InvariantCulture));
    }
}
