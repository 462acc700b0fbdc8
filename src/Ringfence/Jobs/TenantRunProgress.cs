namespace Ringfence.Jobs;

/// <summary>How far a run over many tenants has come.</summary>
public sealed record TenantRunProgress
{
    /// <summary>The tenant whose work just ended, or was refused.</summary>
    public required TenantId TenantId { get; init; }

    /// <summary>How many tenants there are to run for.</summary>
    public required int Total { get; init; }

    /// <summary>For how many the work succeeded so far.</summary>
    public required int Succeeded { get; init; }

    /// <summary>For how many it failed so far.</summary>
    public required int Failed { get; init; }

    /// <summary>How many the store did not let run so far.</summary>
    public required int Refused { get; init; }

    /// <summary>How many tenants are dealt with, however that ended.</summary>
    public int Done => Succeeded + Failed + Refused;
}
