namespace Ringfence.Contract;

/// <summary>
/// The reset of a session and the bind of its next transaction in one statement, so that both travel with the first
/// statement of whoever is given a pooled connection: a reset in a message of its own is answered, and waits, by itself.
/// </summary>
/// <remarks>
/// It commits between the two, so that no rollback brings back what was reset, and the transaction that goes on begins
/// with the defaults, not with those that were left. So it has to come first, outside of a transaction block, and can
/// neither be a definer's nor pin a search path (chapter 43.8, "Transaction Management"): its names are written in full,
/// and it reads nothing before everything is reset. Only its arguments are read before, in the encoding that was left.
/// </remarks>
internal static class ResettingBind
{
    public const string Drop = "drop procedure if exists ringfence.reset_and_bind(text, boolean)";

    public static readonly Routine Public = new(
        "ringfence.reset_and_bind(text, boolean)",
        "resets this session and binds the transaction that begins then, outside of a transaction block"
    );

    /// <summary>
    /// What <c>discard all</c> does but for plans, which are nobody's; and for prepared statements, where they are kept,
    /// since the driver goes on using its own.
    /// </summary>
    /// <param name="bind">Binds the transaction, by <c>token</c>; it may use <c>answer</c>.</param>
    public static string Statement(string bind) =>
        $"""
            create or replace procedure ringfence.reset_and_bind(token text, keeps_prepared boolean)
            language plpgsql as $reset_and_bind$
            declare
                answer pg_catalog.text;
            begin
                set session authorization default;
                reset all;
                execute 'close all'; -- By itself it would be plpgsql's own.
                unlisten *;
                answer := pg_catalog.pg_advisory_unlock_all();
                discard sequences;
                discard temp;
                if not keeps_prepared then
                    deallocate all;
                end if;
                commit;
                {bind};
            end
            $reset_and_bind$
            """;
}
