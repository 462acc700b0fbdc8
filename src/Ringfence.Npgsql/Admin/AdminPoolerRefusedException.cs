namespace Ringfence.Npgsql.Admin;

/// <summary>An admin connection was about to go through a pooler; it was closed and nothing was recorded.</summary>
public sealed class AdminPoolerRefusedException()
    : RingfenceException(
        "RF3034",
        "A pooler stands between this process and the server. In transaction mode it gives the session of a read-only"
            + " connection to a read-write one, and the record would hold the pooler's address. Connect to the server"
            + " itself, or set UnsafeBehindPooler if the pooler keeps whole sessions."
    );
