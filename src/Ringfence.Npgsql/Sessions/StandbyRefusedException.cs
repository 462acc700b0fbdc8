namespace Ringfence.Npgsql.Sessions;

/// <summary>The password binding, which writes, was about to run on a standby, which does not; the connection was closed.</summary>
public sealed class StandbyRefusedException()
    : RingfenceException(
        "RF3060",
        "This server is a standby, and the password binding writes a row for each session, which a standby refuses."
            + " Connect to the primary (Target Session Attributes=primary), or use the signed binding, which writes"
            + " nothing."
    );
