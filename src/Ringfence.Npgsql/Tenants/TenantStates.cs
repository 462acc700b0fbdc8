using Ringfence.Tenants;

namespace Ringfence.Npgsql.Tenants;

/// <summary>How the registry spells the states.</summary>
internal static class TenantStates
{
    public static TenantState Parse(string sqlName) =>
        sqlName switch
        {
            "active" => TenantState.Active,
            "suspended" => TenantState.Suspended,
            "deleted" => TenantState.Deleted,
            _ => throw new InvalidOperationException($"The registry has state '{sqlName}': update Ringfence."),
        };
}
