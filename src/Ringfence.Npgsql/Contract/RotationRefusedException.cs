namespace Ringfence.Npgsql.Contract;

/// <summary>The secret was not rotated; the ones that were valid still are.</summary>
/// <param name="reason">Why, and what to do.</param>
public sealed class RotationRefusedException(string reason)
    : RingfenceException("RF4003", $"The secret was not rotated. {reason}");
