namespace Ringfence.Npgsql.Admin;

/// <summary>
/// One open under way: what the physical connection has to record. It flows from the caller to the driver's initializer
/// with the call itself, since the driver hands nothing on.
/// </summary>
internal sealed class AdminOpening(AdminReason reason, AdminAccess access, CancellationToken cancellationToken)
{
    private volatile bool _ended;

    public AdminReason Reason { get; } = reason;

    public AdminAccess Access { get; } = access;

    /// <summary>The tenant in scope where the connection was asked for.</summary>
    public TenantId? Tenant { get; } = TenantScope.Current;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>The row in <c>ringfence.admin_log</c>; null until it is committed.</summary>
    public long? LogId { get; set; }

    /// <summary>Nothing that captured the flow of the call may open another connection for this reason.</summary>
    public bool HasEnded => _ended;

    public void End() => _ended = true;
}
