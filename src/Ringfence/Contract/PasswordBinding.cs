using System.Collections.Immutable;
using Ringfence.Sql;

namespace Ringfence.Contract;

/// <summary>
/// The password binding: a session's tenant stands in a table that no login can touch, written by a function that
/// checks a password. The row counts for the server process that wrote it, pid and start, since pids are used again.
/// </summary>
internal static class PasswordBinding
{
    public static ImmutableArray<string> Statements(TenantIdType type, SqlName pgcrypto) =>
        [
            KeyFunctions.RandomSecret,
            .. SessionFunctions.Statements,
            NewPassword(pgcrypto),
            "drop procedure if exists ringfence.bind(text)",
            ResettingBind.Drop,
            SetTenantId(type, pgcrypto),
            SetTenant,
            UnsetTenant,
            Tenant(type),
            SettingBinding.GetTenant,
        ];

    public static ImmutableArray<Routine> Public(TenantIdType type) =>
        [
            .. SessionFunctions.Public,
            new(Ddl.Text($"ringfence.set_tenant_id({type}, text)"), "binds this session to a tenant"),
            new("ringfence.set_tenant(text)", "says to use set_tenant_id"),
        ];

    /// <summary>What no other binding has, for a database that changes its binding.</summary>
    public static ImmutableArray<string> Drops(TenantIdType type) =>
        [
            Ddl.Text($"drop function if exists ringfence.set_tenant_id({type}, text)"),
            "drop function if exists ringfence.new_password()",
        ];

    private static string NewPassword(SqlName pgcrypto) =>
        Ddl.Text(
            $"""
            create or replace function ringfence.new_password() returns text
            language plpgsql set search_path = pg_catalog, pg_temp as $new_password$
            declare
                id text := (select coalesce(max(p.id::integer), 0) + 1 from ringfence.password as p);
                password text := 'rfp1.' || id || '.' || ringfence.random_secret();
            begin
                insert into ringfence.password (id, hash)
                values (id, {pgcrypto}.crypt(password, {pgcrypto}.gen_salt('bf', 8)));
                return password;
            end
            $new_password$
            """
        );

    /// <summary>
    /// Null, and -1 where tenant ids are numbers, is no tenant: it unbinds, and takes no password, since nobody gains by
    /// it.
    /// </summary>
    private static string SetTenantId(TenantIdType type, SqlName pgcrypto) =>
        Ddl.Text(
            $"""
            create or replace function ringfence.set_tenant_id(id {type}, password text) returns void
            language plpgsql security definer set search_path = pg_catalog, pg_temp as $set_tenant_id$
            declare
                given text := password;
            begin
                if id is null or ({new SqlLiteral(type.SqlName())} in ('bigint', 'integer') and id::text = '-1') then
                    delete from ringfence.session as s where s.pid = pg_backend_pid();
                    return;
                end if;

                if not exists (
                    select from ringfence.password as p
                    where (p.not_after is null or p.not_after > clock_timestamp())
                        and p.hash = {pgcrypto}.crypt(given, p.hash)
                ) then
                    raise exception using errcode = '42501', schema = 'ringfence', constraint = 'password_wrong',
                        message = 'Ringfence: the password is wrong',
                        hint = 'Check that the service has the password that the last ''ringfence key rotate'' made.';
                end if;

                insert into ringfence.session (pid, backend_start, tenant)
                values (pg_backend_pid(), ringfence.session_start(), id::text)
                on conflict (pid) do update set backend_start = excluded.backend_start, tenant = excluded.tenant;
            end
            $set_tenant_id$
            """
        );

    private const string SetTenant = """
        create or replace function ringfence.set_tenant(token text) returns void
        language plpgsql set search_path = pg_catalog, pg_temp as $set_tenant$
        begin
            raise exception using errcode = '42501', schema = 'ringfence', constraint = 'password_missing',
                message = 'Ringfence: this database binds by password',
                hint = 'Call ringfence.set_tenant_id with the tenant and the password.';
        end
        $set_tenant$
        """;

    private const string UnsetTenant = """
        create or replace function ringfence.unset_tenant() returns void
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $unset_tenant$
        begin
            delete from ringfence.session as s where s.pid = pg_backend_pid();
        end
        $unset_tenant$
        """;

    private static string Tenant(TenantIdType type) =>
        Ddl.Text(
            $"""
            create or replace function ringfence.tenant() returns {type}
            language plpgsql stable parallel restricted security definer
            set search_path = pg_catalog, pg_temp as $tenant$
            declare
                bound record;
            begin
                select s.tenant, s.backend_start into bound
                from ringfence.session as s
                where s.pid = pg_backend_pid();
                if bound.tenant is null or bound.backend_start <> ringfence.session_start() then
                    return null;
                end if;
                return bound.tenant::{type};
            end
            $tenant$
            """
        );
}
