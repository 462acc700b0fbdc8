namespace Ringfence;

/// <summary>A statement was about to run with no tenant in scope; nothing was sent to the server.</summary>
public sealed class TenantMissingException()
    : RingfenceException(
        "RF1001",
        "No tenant is in scope, so nothing was sent. Enter one with TenantScope.Enter; work that outlives the scope it"
            + " was started in must enter its own."
    );
