using System.Collections.Immutable;

namespace Ringfence.Contract;

/// <summary>What a session is, whatever the binding.</summary>
internal static class SessionFunctions
{
    /// <summary>
    /// The server process, in a name that is not used again when its pid is: with the client's end of the socket it
    /// serves, or, on a Unix socket, with its start. To read the start costs twenty microseconds and more with more
    /// connections, which is why it is not asked of every bind. As the owner, so that a login for which the owner cannot
    /// see the start gets an error here, rather than a name that the same function in a bind does not find.
    /// </summary>
    public const string BackendExpression =
        "pg_backend_pid() || '@' || coalesce(host(inet_client_addr()) || ':' || inet_client_port(),"
        + " encode(timestamptz_send(ringfence.session_start()), 'hex'))";

    private const string Backend = $"""
        create or replace function ringfence.backend() returns text
        language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $backend$
        begin
            return {BackendExpression};
        end
        $backend$
        """;

    private const string Start = """
        create or replace function ringfence.session_start() returns timestamptz
        language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp as $session_start$
        declare
            started timestamptz;
        begin
            select a.backend_start into started from pg_stat_get_activity(pg_backend_pid()) as a;
            if started is null then
                raise exception using errcode = '42501', schema = 'ringfence', constraint = 'session_hidden',
                    message = format('Ringfence: role %I cannot see when the session of %I started',
                        current_user, session_user),
                    hint = format('Run: grant %I to %I', session_user, current_user);
            end if;
            return started;
        end
        $session_start$
        """;

    public static readonly ImmutableArray<string> Statements = [Start, Backend];

    /// <summary>Those of every binding.</summary>
    public static readonly ImmutableArray<Routine> Public =
    [
        new("ringfence.backend()", "names the server process that serves this connection"),
        new("ringfence.unset_tenant()", "unbinds this session", ForAdmin: true),
        new("ringfence.tenant()", "the bound tenant; null when unbound", ForAdmin: true),
        new("ringfence.get_tenant()", "the bound tenant as text; null when unbound", ForAdmin: true),
    ];
}
