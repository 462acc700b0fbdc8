namespace Ringfence.Npgsql.Tenants;

/// <summary>The database has no tenant registry, or none that this role may ask.</summary>
/// <param name="inner">The server's error, or null.</param>
public sealed class TenantRegistryMissingException(Exception? inner = null)
    : RingfenceException(
        "RF3040",
        "The database has no tenant registry for this role. Run 'ringfence init --admin CONNECTION' of this version in this"
            + " database, with --app-role naming the role that the service connects as.",
        inner
    );
