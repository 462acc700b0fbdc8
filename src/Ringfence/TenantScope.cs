namespace Ringfence;

/// <summary>
/// The piece of running code that acts for one tenant: ambient, flowing with async calls and into the tasks they start.
/// </summary>
/// <remarks>
/// A scope ends for everybody at once: a task, timer or event handler that captured it and outlives it has no tenant
/// any more, and its next statement is refused, rather than running on for whoever happened to start it.
/// Threads: the static members may be used from any; one scope is disposed by the code that entered it.
/// </remarks>
public sealed class TenantScope : IDisposable
{
    private static readonly AsyncLocal<TenantScope?> Ambient = new();

    private readonly TenantScope? _outer;
    private volatile bool _ended;

    private TenantScope(TenantId tenant, TenantScope? outer)
    {
        Tenant = tenant;
        _outer = outer;
    }

    /// <summary>The tenant in scope here; null outside every scope, and where the scope has ended.</summary>
    public static TenantId? Current => Ambient.Value is { _ended: false } scope ? scope.Tenant : null;

    /// <summary>The tenant that this scope acts for.</summary>
    public TenantId Tenant { get; }

    /// <summary>
    /// Puts the tenant in scope until the result is disposed. Scopes nest; the outer one is back after the inner one.
    /// </summary>
    /// <remarks>
    /// Like every ambient value it flows down, not up: entered inside an async method, it is gone when that returns.
    /// </remarks>
    public static TenantScope Enter(TenantId tenantId)
    {
        ArgumentNullException.ThrowIfNull(tenantId);
        return Ambient.Value = new TenantScope(tenantId, Ambient.Value);
    }

    /// <summary>The tenant in scope here.</summary>
    /// <exception cref="TenantMissingException">There is none.</exception>
    public static TenantId GetCurrent() => Current ?? throw new TenantMissingException();

    /// <summary>
    /// Ends the scope, also for whatever captured it, and with it any scope inside it that was not disposed. A second
    /// call does nothing.
    /// </summary>
    public void Dispose()
    {
        _ended = true;
        if (!Ambient.Value?.IsInside(this) ?? true)
        {
            return;
        }

        for (var scope = Ambient.Value; scope != this; scope = scope!._outer)
        {
            scope!._ended = true;
        }

        Ambient.Value = _outer;
    }

    private bool IsInside(TenantScope other) => this == other || _outer?.IsInside(other) == true;
}
