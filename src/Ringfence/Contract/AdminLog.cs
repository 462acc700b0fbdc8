using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Sql;

namespace Ringfence.Contract;

/// <summary>
/// The record of connections that cross tenants. Its users can only add to it, through a function of the owner's, which
/// takes from them what they claim and from the server what it knows.
/// </summary>
internal static class AdminLog
{
    /// <summary>The longest reason, in characters.</summary>
    public const int ReasonLength = 1000;

    /// <summary>The longest name of a person or a job, and the longest ticket, in characters.</summary>
    public const int NameLength = 200;

    public static readonly Routine Open = new(
        "ringfence.admin_open(text, text, text, boolean, text, text)",
        "records who crosses tenants and why; returns the id of the row in ringfence.admin_log",
        ForAdmin: true,
        ForApplication: false
    );

    public static ImmutableArray<string> Statements => [Table, .. Comments, Function];

    /// <summary>The admin role may read what it and others said, so that a support tool can show it.</summary>
    public static ImmutableArray<string> Grants(ContractRoles roles) =>
        [Ddl.Text($"grant select on table ringfence.admin_log to {roles.Admin}")];

    private static readonly string Table = $"""
        create table if not exists ringfence.admin_log (
            id bigint generated always as identity primary key,
            at timestamptz not null,
            session_role name not null,
            client_address inet,
            client_port integer,
            backend_pid integer not null,
            who text not null constraint admin_log_who check ({Said("who", NameLength)}),
            reason text not null constraint admin_log_reason check ({Said("reason", ReasonLength)}),
            ticket text constraint admin_log_ticket check ({Said("ticket", NameLength)}),
            mode text not null constraint admin_log_mode check (mode in ('read only', 'read write')),
            tenant text,
            application text not null,
            host text
        )
        """;

    private static readonly ImmutableArray<string> Comments =
    [
        "comment on table ringfence.admin_log is 'connections that cross tenants: append-only for all but the owner'",
        Comment("at", "fact: the server''s clock"),
        Comment("session_role", "fact: the role that logged in"),
        Comment("client_address", "fact: the other end of the socket, which may be a pooler; null on a Unix socket"),
        Comment("client_port", "fact: the other end of the socket"),
        Comment("backend_pid", "fact: the server process, as the server''s own log names it"),
        Comment("who", "claim: the person or the job"),
        Comment("reason", "claim: why"),
        Comment("ticket", "claim: where to read more"),
        Comment("mode", "claim: what was asked for; SQL on the connection can change it"),
        Comment("tenant", "claim: the tenant that was in scope; the connection is not bound to it"),
        Comment("application", "claim: the application_name of the session"),
        Comment("host", "claim: the machine of the application"),
    ];

    /// <summary>Defaults serve whoever calls it by hand, from psql: <c>ringfence.admin_open('why', 'who')</c>.</summary>
    private const string Function = """
        create or replace function ringfence.admin_open(
            reason text, who text, ticket text default null, read_write boolean default false,
            tenant text default null, host text default null
        ) returns bigint
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $admin_open$
        declare
            recorded bigint;
        begin
            insert into ringfence.admin_log as l (
                at, session_role, client_address, client_port, backend_pid,
                who, reason, ticket, mode, tenant, application, host
            )
            values (
                clock_timestamp(), session_user, inet_client_addr(), inet_client_port(), pg_backend_pid(),
                who, reason, ticket, case when read_write then 'read write' else 'read only' end,
                left(tenant, 200), left(current_setting('application_name'), 200), left(host, 200)
            )
            returning l.id into recorded;
            return recorded;
        end
        $admin_open$
        """;

    /// <summary>One line with something in it: what is read in a terminal and in log lines holds no control characters.</summary>
    private static string Said(string column, int length) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"char_length({column}) <= {length} and {column} ~ '[^[:space:]]' and {column} !~ '[[:cntrl:]]'"
        );

    private static string Comment(string column, string text) =>
        $"comment on column ringfence.admin_log.{column} is '{text}'";
}
