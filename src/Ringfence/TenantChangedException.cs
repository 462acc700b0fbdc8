namespace Ringfence;

/// <summary>The scope changed inside a transaction; nothing was sent, and the transaction is as it was.</summary>
/// <param name="began">The tenant that the transaction began with.</param>
/// <param name="now">The tenant in scope now.</param>
public sealed class TenantChangedException(TenantId began, TenantId now)
    : RingfenceException(
        "RF1003",
        $"This transaction began as tenant {began} and the scope is now {now}. A transaction keeps its tenant: end it"
            + " before entering another scope, or open another connection."
    )
{
    /// <summary>The tenant that the transaction began with.</summary>
    public TenantId Began { get; } = began;

    /// <summary>The tenant in scope now.</summary>
    public TenantId Now { get; } = now;
}
