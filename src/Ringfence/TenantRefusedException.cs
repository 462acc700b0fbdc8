namespace Ringfence;

/// <summary>
/// The database refused the binding: a token that is forged, expired or made for another server process, a wrong
/// password, a transaction that is bound to another tenant. The statement did not run.
/// </summary>
/// <param name="reason">What was wrong, as the contract names it: <c>token_expired</c>, for instance.</param>
/// <param name="message">What the server said, and its advice.</param>
/// <param name="inner">The driver's exception.</param>
public sealed class TenantRefusedException(string reason, string message, Exception inner)
    : RingfenceException("RF2001", message, inner)
{
    /// <summary>What was wrong, as the contract names it: <c>token_expired</c>, for instance. Stable.</summary>
    public string Reason { get; } = reason;
}
