namespace Ringfence.Messages;

/// <summary>How messages say which tenant they are for. Alike in all services on a broker.</summary>
public sealed class TenantHeaderOptions
{
    /// <summary>The key that signs, <c>rfm1.ID.SECRET</c>: a secret, from <see cref="MessageKey.Generate"/>.</summary>
    public string? Key { get; set; }

    /// <summary>
    /// A second key that is taken and does not sign: the next one, before all services sign with it, and then the last
    /// one, until its messages have gone.
    /// </summary>
    public string? AlsoAcceptedKey { get; set; }

    /// <summary>
    /// How long after its signature a message is taken, from a second to 30 days. As long as a message may wait, with
    /// its repeats: an older one is refused.
    /// </summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The type of the tenant ids; null for that of <see cref="RingfenceOptions"/>.</summary>
    public TenantIdType? TenantIdType { get; set; }

    /// <summary>
    /// Writes and takes the plain tenant id, unsigned: whoever can write to the broker can be any tenant. Logged as a
    /// warning when the <see cref="TenantHeader"/> is made.
    /// </summary>
    public bool UnsafeUnsigned { get; set; }

    /// <summary>The clock that signatures are dated by.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
