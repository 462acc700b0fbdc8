using System.Globalization;

namespace Ringfence;

/// <summary>The tenant has used up what it may take at once; others go on.</summary>
public sealed class TenantLimitedException : RingfenceException
{
    /// <param name="tenantId">The tenant that is refused.</param>
    /// <param name="limit">What it has used up, as the message names it: "8 connections at once".</param>
    /// <param name="retryAfter">When it is worth trying again, counted from now.</param>
    /// <param name="inner">What led to it.</param>
    public TenantLimitedException(TenantId tenantId, string limit, TimeSpan retryAfter, Exception? inner = null)
        : base(
            "RF1005",
            string.Create(
                CultureInfo.InvariantCulture,
                $"Tenant {tenantId} has reached its limit of {limit}."
                    + $" Repeat after {retryAfter.TotalSeconds:0.#} s, or raise the limit."
            ),
            inner
        )
    {
        TenantId = tenantId;
        RetryAfter = retryAfter;
    }

    /// <summary>The tenant that was refused.</summary>
    public TenantId TenantId { get; }

    /// <summary>When it is worth trying again, counted from now; never negative.</summary>
    public TimeSpan RetryAfter { get; }
}
