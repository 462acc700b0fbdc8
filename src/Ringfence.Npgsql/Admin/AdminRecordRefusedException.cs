using Npgsql;

namespace Ringfence.Npgsql.Admin;

/// <summary>The server did not record the open; the connection was closed.</summary>
/// <param name="inner">The server's error.</param>
public sealed class AdminRecordRefusedException(PostgresException inner)
    : RingfenceException(
        "RF3033",
        $"The open could not be recorded in ringfence.admin_log: {inner.MessageText} ({inner.SqlState}). The connection was"
            + " closed. The record is written on the primary: a standby cannot be opened. Run 'ringfence init' if the"
            + " table or the function was changed.",
        inner
    );
