namespace Ringfence.AspNetCore.Refusals;

/// <summary>Why a request does not run, as the caller is told: never with a value that the caller sent.</summary>
internal sealed record Refusal(string Code, int Status, string Detail)
{
    /// <summary>When it is worth trying again; null where it never is.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary><see cref="RetryAfter"/> in whole seconds, rounded up, at least one.</summary>
    public long? RetrySeconds => RetryAfter is { } time ? Math.Max(1, (long)Math.Ceiling(time.TotalSeconds)) : null;
}
