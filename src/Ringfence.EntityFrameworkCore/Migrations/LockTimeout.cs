namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>
/// Parts of a block. A table in use is left alone rather than having every later statement queue behind a migration's;
/// where the session has a limit of its own, that one holds.
/// </summary>
internal static class LockTimeout
{
    public const string Declaration = "called_lock_timeout text := pg_catalog.current_setting('lock_timeout');";

    public const string Set =
        "perform pg_catalog.set_config('lock_timeout', case called_lock_timeout when '0' then '10s'"
        + " else called_lock_timeout end, true);";

    public const string GiveBack = "perform pg_catalog.set_config('lock_timeout', called_lock_timeout, true);";
}
