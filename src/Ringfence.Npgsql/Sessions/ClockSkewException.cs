using System.Globalization;

namespace Ringfence.Npgsql.Sessions;

/// <summary>The clocks of service and server differ by more than a token's validity bears; the connection was closed.</summary>
/// <param name="skew">How far the server's clock is ahead of the service's; negative when behind.</param>
/// <param name="allowed">The most that they may differ by.</param>
public sealed class ClockSkewException(TimeSpan skew, TimeSpan allowed)
    : RingfenceException(
        "RF3004",
        string.Create(
            CultureInfo.InvariantCulture,
            $"The server's clock is {Math.Abs(skew.TotalSeconds):F1} s {(skew > TimeSpan.Zero ? "ahead of" : "behind")} this"
                + $" service's, and tokens bear {allowed.TotalSeconds:F1} s. Set both by NTP, or raise TokenLifetime."
        )
    )
{
    /// <summary>How far the server's clock is ahead of the service's; negative when behind.</summary>
    public TimeSpan Skew { get; } = skew;

    /// <summary>The most that they may differ by.</summary>
    public TimeSpan Allowed { get; } = allowed;
}
