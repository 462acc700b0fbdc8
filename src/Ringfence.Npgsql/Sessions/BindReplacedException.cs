namespace Ringfence.Npgsql.Sessions;

/// <summary>
/// SQL had put another statement in the place of the bind that the driver prepared. What came behind that has run, in a
/// session that was not reset, for nobody or for another tenant; the connection is closed, and its physical one given up.
/// </summary>
public sealed class BindReplacedException()
    : RingfenceException(
        "RF2003",
        "The bind was answered as another statement: SQL has replaced what the driver had prepared. The connection was"
            + " closed and its session given up. Look for injected SQL; what this command wrote may be another tenant's, or"
            + " nobody's."
    );
