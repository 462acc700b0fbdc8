namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>
/// Another class finds, writes or runs a context's migrations, which would let through what touches no tenant's rows, or
/// leave tables without policies; no table was made or altered.
/// </summary>
public sealed class MigrationServiceReplacedException : RingfenceException
{
    internal MigrationServiceReplacedException(Type replaced, Type service)
        : base(
            "RF7014",
            $"{service} is this context's {replaced.Name} in the place of Ringfence's, and knows nothing of tenants. Take"
                + $" ReplaceService<{replaced.Name}, …>() off the options."
        ) => Service = service;

    /// <summary>The class.</summary>
    public Type Service { get; }
}
