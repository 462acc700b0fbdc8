namespace Ringfence.Npgsql.Notifications;

/// <summary>Behind a pooler that moves connections between server processes nothing that is told arrives.</summary>
public sealed class ListenRefusedException()
    : RingfenceException(
        "RF3024",
        "A pooler stands before the server, and would give the session that listens to others. Connect to the server itself"
            + " with the data source that is given to TenantNotifications."
    );
