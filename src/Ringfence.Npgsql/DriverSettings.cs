using Npgsql;

namespace Ringfence.Npgsql;

/// <summary>The driver's settings that tenants cannot share connections with, or that contradict the options.</summary>
internal static class DriverSettings
{
    /// <summary>What is wrong, and what to do; null where nothing is.</summary>
    public static string? FindFault(NpgsqlConnectionStringBuilder settings, TenantDataSourceOptions options)
    {
        if (settings.Multiplexing)
        {
            return "Multiplexing mixes tenants on one connection: turn it off.";
        }

        if (settings.MaxAutoPrepare > 0 && options.Binding != Binding.Setting && !options.UnsafeKeepPreparedStatements)
        {
            return "Max Auto Prepare keeps prepared statements on pooled connections, where SQL injected for one tenant can"
                + " replace what runs for the next. Take it out, or set UnsafeKeepPreparedStatements if no SQL of this"
                + " service can be injected.";
        }

        return settings.NoResetOnClose && (options.ResetWithBind || options.UnsafeResetOnlyIfDirty)
            ? "No Reset On Close says that sessions are never reset, ResetWithBind and UnsafeResetOnlyIfDirty that they are:"
                + " take one out."
            : null;
    }
}
