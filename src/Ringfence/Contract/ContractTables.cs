using System.Collections.Immutable;

namespace Ringfence.Contract;

/// <summary>
/// The contract's tables. Only the owner's definer functions read the keys; the logins have no privilege on any but
/// <c>ringfence.contract</c>, and that one they read only.
/// </summary>
internal static class ContractTables
{
    public static readonly ImmutableArray<string> Statements =
    [
        """
            create table if not exists ringfence.contract (
                singleton boolean primary key default true check (singleton),
                version integer not null,
                binding text not null,
                tenant_type text not null,
                application_role name not null,
                admin_role name not null,
                installed_at timestamptz not null default now(),
                compatible_from integer not null default 1
            )
            """,
        // Version 1 did not have it. Only then: to alter a table waits for all its readers, a pg_dump among them.
        """
            do $compatible_from$
            begin
                if not exists (
                    select from pg_attribute as a
                    where a.attrelid = 'ringfence.contract'::regclass and a.attname = 'compatible_from'
                ) then
                    alter table ringfence.contract add column compatible_from integer not null default 1;
                end if;
            end
            $compatible_from$
            """,
        // A key is kept as the two pads of RFC 2104, so that a signature costs two hashes and no arithmetic.
        """
            create table if not exists ringfence.signing_key (
                id text primary key,
                inner_pad bytea not null check (octet_length(inner_pad) = 64),
                outer_pad bytea not null check (octet_length(outer_pad) = 64),
                created_at timestamptz not null default now(),
                not_after timestamptz
            )
            """,
        // Seals what a session may read of its own binding. It never leaves the server.
        """
            create table if not exists ringfence.seal_key (
                singleton boolean primary key default true check (singleton),
                inner_pad bytea not null check (octet_length(inner_pad) = 64),
                outer_pad bytea not null check (octet_length(outer_pad) = 64)
            )
            """,
        """
            create table if not exists ringfence.password (
                id text primary key,
                hash text not null,
                created_at timestamptz not null default now(),
                not_after timestamptz
            )
            """,
        // Unlogged: after a crash nobody is bound, and nothing of a bind is written to the log or a replica.
        """
            create unlogged table if not exists ringfence.session (
                pid integer primary key,
                backend_start timestamptz not null,
                tenant text not null
            )
            """,
    ];
}
