namespace Ringfence.Npgsql.Tenants;

/// <summary>The tenants cannot be listed: the role may ask for one tenant at a time only.</summary>
/// <param name="inner">The server's error.</param>
public sealed class TenantListRefusedException(Exception inner)
    : RingfenceException(
        "RF3041",
        "This role may not list the tenants, so that injected SQL cannot read who they are. Give the store of the process"
            + " that lists them the connection string of the admin role, or let the application role list them with"
            + " 'ringfence init --application-lists-tenants'.",
        inner
    );
