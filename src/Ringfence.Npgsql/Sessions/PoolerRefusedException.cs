namespace Ringfence.Npgsql.Sessions;

/// <summary>The password binding, which is the session's, was about to run behind a pooler; the connection was closed.</summary>
public sealed class PoolerRefusedException()
    : RingfenceException(
        "RF3005",
        "A pooler stands between this service and the server, and the password binding belongs to a session: behind a pooler"
            + " in transaction mode one tenant would see another's rows. Connect to the server itself, use the signed"
            + " binding, or set UnsafePasswordBehindPooler if the pooler keeps whole sessions."
    );
