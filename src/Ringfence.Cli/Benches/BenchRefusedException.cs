namespace Ringfence.Cli.Benches;

/// <summary><c>ringfence bench</c> has nothing that it can measure.</summary>
/// <param name="reason">Why not, and what to do.</param>
internal sealed class BenchRefusedException(string reason)
    : RingfenceException("RF4010", $"Nothing was measured: {reason}");
