using System.Collections.Immutable;
using Ringfence.Sql;

namespace Ringfence.Contract;

/// <summary>
/// The tenants that there are, and the state of each. No login touches the table: the application role asks for the
/// state of one tenant, the admin role lists and changes, both through definer functions.
/// </summary>
/// <remarks>
/// Tenants are named as text in all functions, in any spelling of the database's tenant type. A deleted tenant keeps its
/// row, so that nobody gets its id again.
/// </remarks>
internal static class TenantRegistry
{
    /// <summary>What the application role may call; the admin role too.</summary>
    private const string State = "ringfence.tenant_state(text)";

    /// <summary>Of whoever can list, SQL injection would have every tenant's id: the application role may only if asked.</summary>
    private const string Active = "ringfence.active_tenants(text, integer)";

    private static readonly ImmutableArray<(string Signature, string Comment)> Routines =
    [
        (State, "the state of a tenant, null for an unknown one, and the mark that announces its changes"),
        (Active, "a page of the active tenants, in the order of their ids"),
        ("ringfence.registered_tenants(text, integer)", "a page of all tenants, in the order of their ids"),
        ("ringfence.find_tenant(text)", "what is registered of a tenant"),
        ("ringfence.register_tenant(text, text)", "makes a tenant known, by its id and a name to show; active"),
        ("ringfence.suspend_tenant(text)", "suspends a tenant"),
        ("ringfence.activate_tenant(text)", "makes a suspended tenant active again"),
        ("ringfence.delete_tenant(text)", "deletes a tenant for good; its id is kept, its name is not"),
    ];

    /// <summary>What only the routines above call.</summary>
    private static readonly ImmutableArray<string> Inner =
    [
        "ringfence.tenant_mark(text)",
        "ringfence.change_tenant(text, text)",
        "ringfence.refuse_tenant(text, text)",
        "ringfence.keep_registered_tenant()",
        "ringfence.announce_tenant()",
    ];

    /// <summary>All of it, for an installation and an upgrade; to run as the owner.</summary>
    public static IEnumerable<string> Statements(ContractOptions options, ContractRoles roles) =>
        [
            Table(options.TenantIdType),
            MarkSalt,
            MarkSaltRow,
            Mark,
            Keep,
            Announce,
            Trigger(
                "registered_tenant_kept",
                "before update or delete",
                "for each row execute",
                "keep_registered_tenant"
            ),
            Trigger(
                "registered_tenants_kept",
                "before truncate",
                "for each statement execute",
                "keep_registered_tenant"
            ),
            Trigger("registered_tenant_announced", "after insert or update", "for each row execute", "announce_tenant"),
            TenantState(options.TenantIdType),
            ActiveTenants(options.TenantIdType),
            RegisteredTenants(options.TenantIdType),
            FindTenant(options.TenantIdType),
            RefuseTenant,
            RegisterTenant(options.TenantIdType),
            ChangeTenant(options.TenantIdType),
            Change("suspend_tenant", "suspended"),
            Change("activate_tenant", "active"),
            Change("delete_tenant", "deleted"),
            .. Grants(options, roles),
        ];

    /// <summary>
    /// Text is compared byte by byte, as everywhere, so that pages follow one order whatever the database's collation.
    /// </summary>
    private static string Table(TenantIdType type)
    {
        var (column, check) =
            type == TenantIdType.Text
                ? ("text collate \"C\"", Readable)
                : (type.SqlName(), $"id > {Nobody(type).Quoted}");
        return $"""
            create table if not exists ringfence.registered_tenant (
                id {column} primary key check ({check}),
                display_name text check (char_length(display_name) between 1 and 200),
                state text not null default 'active' check (state in ('active', 'suspended', 'deleted')),
                created_at timestamptz not null default now(),
                changed_at timestamptz not null default now(),
                changed_by name not null default session_user
            )
            """;
    }

    /// <summary>
    /// What <see cref="TenantId"/> would refuse to read, whoever lists the tenants could not read either, nor those after
    /// it. Letters are told apart as the database does, not byte by byte: blanks and controls are not ASCII's alone.
    /// </summary>
    private const string Readable =
        "char_length(id) between 1 and 128 and id collate \"default\" !~ '[[:cntrl:]]'"
        + " and id collate \"default\" !~ '^[[:space:]]|[[:space:]]$'";

    /// <summary>Keeps marks from being guessed: whoever listens could try numbers, and learn which tenants change.</summary>
    private const string MarkSalt = """
        create table if not exists ringfence.tenant_mark_salt (
            singleton boolean primary key default true check (singleton),
            salt bytea not null check (octet_length(salt) = 32)
        )
        """;

    private const string MarkSaltRow = """
        insert into ringfence.tenant_mark_salt (salt)
        select pg_catalog.sha256(
            pg_catalog.uuid_send(pg_catalog.gen_random_uuid()) || pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
            || pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
        )
        on conflict (singleton) do nothing
        """;

    /// <summary>
    /// Names a tenant to those who may ask for its state, and to nobody else: any role may listen to the channel. An
    /// unknown tenant has a mark as well, so that "unknown" can be taken back when it is registered.
    /// </summary>
    private const string Mark = """
        create or replace function ringfence.tenant_mark(tenant text) returns text
        language plpgsql stable set search_path = pg_catalog, pg_temp as $tenant_mark$
        begin
            return (
                select encode(substr(sha256(s.salt || convert_to(tenant, 'UTF8')), 1, 16), 'hex')
                from ringfence.tenant_mark_salt as s
            );
        end
        $tenant_mark$
        """;

    private const string Keep = """
        create or replace function ringfence.keep_registered_tenant() returns trigger
        language plpgsql set search_path = pg_catalog, pg_temp as $keep_registered_tenant$
        begin
            if tg_op <> 'UPDATE' or old.state = 'deleted' or old.id <> new.id then
                raise exception using errcode = '55000', schema = 'ringfence', constraint = 'tenant_kept',
                    message = 'Ringfence: a registered tenant keeps its row and its id, and a deleted one stays deleted',
                    hint = 'Call ringfence.delete_tenant: it keeps the id, so that no other tenant gets it.';
            end if;
            return new;
        end
        $keep_registered_tenant$
        """;

    private const string Announce = """
        create or replace function ringfence.announce_tenant() returns trigger
        language plpgsql set search_path = pg_catalog, pg_temp as $announce_tenant$
        begin
            perform pg_notify('ringfence_tenants', ringfence.tenant_mark(new.id::text));
            return null;
        end
        $announce_tenant$
        """;

    private static string Trigger(string name, string when, string how, string function) =>
        $"create or replace trigger {name} {when} on ringfence.registered_tenant {how} function ringfence.{function}()";

    private static string TenantState(TenantIdType type) =>
        Ddl.Text(
            $"""
            create or replace function ringfence.tenant_state(tenant text, out state text, out mark text)
            language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $tenant_state$
            begin
                state := (select t.state from ringfence.registered_tenant as t where t.id = tenant::{type});
                mark := ringfence.tenant_mark(tenant::{type}::text);
            end
            $tenant_state$
            """
        );

    private static string ActiveTenants(TenantIdType type) =>
        Ddl.Text(
            $"""
            create or replace function ringfence.active_tenants(after text, at_most integer) returns setof text
            language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $active_tenants$
            begin
                return query
                    select t.id::text
                    from ringfence.registered_tenant as t
                    where t.state = 'active' and t.id > coalesce(after, {Nobody(type)})::{type}
                    order by t.id
                    limit least(at_most, 1000);
            end
            $active_tenants$
            """
        );

    private static string RegisteredTenants(TenantIdType type) =>
        Ddl.Text(
            $"""
            create or replace function ringfence.registered_tenants(after text, at_most integer)
            returns table (
                id text, display_name text, state text, created_at timestamptz, changed_at timestamptz, changed_by text
            )
            language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $registered_tenants$
            begin
                return query
                    select t.id::text, t.display_name, t.state, t.created_at, t.changed_at, t.changed_by::text
                    from ringfence.registered_tenant as t
                    where t.id > coalesce(after, {Nobody(type)})::{type}
                    order by t.id
                    limit least(at_most, 1000);
            end
            $registered_tenants$
            """
        );

    private static string FindTenant(TenantIdType type) =>
        Ddl.Text(
            $"""
            create or replace function ringfence.find_tenant(tenant text)
            returns table (
                id text, display_name text, state text, created_at timestamptz, changed_at timestamptz, changed_by text
            )
            language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $find_tenant$
            begin
                return query
                    select t.id::text, t.display_name, t.state, t.created_at, t.changed_at, t.changed_by::text
                    from ringfence.registered_tenant as t
                    where t.id = tenant::{type};
            end
            $find_tenant$
            """
        );

    /// <summary>Says why the registry is not changed; the name of the reason is the constraint's.</summary>
    private const string RefuseTenant = """
        create or replace function ringfence.refuse_tenant(tenant text, state text) returns void
        language plpgsql set search_path = pg_catalog, pg_temp as $refuse_tenant$
        begin
            if state is null then
                raise exception using errcode = '55000', schema = 'ringfence', constraint = 'tenant_unknown',
                    message = format('Ringfence: tenant %s is not registered', tenant),
                    hint = 'Call ringfence.register_tenant, or correct the id.';
            elsif state = 'deleted' then
                raise exception using errcode = '55000', schema = 'ringfence', constraint = 'tenant_deleted',
                    message = format('Ringfence: tenant %s is deleted', tenant),
                    hint = 'Nobody gets the id of a deleted tenant again: take another.';
            else
                raise exception using errcode = '55000', schema = 'ringfence', constraint = 'tenant_registered',
                    message = format('Ringfence: tenant %s is registered already, and %s', tenant, state),
                    hint = 'Take another id; ringfence.activate_tenant ends a suspension.';
            end if;
        end
        $refuse_tenant$
        """;

    private static string RegisterTenant(TenantIdType type) =>
        Ddl.Text(
            $"""
            create or replace function ringfence.register_tenant(tenant text, shown_as text) returns void
            language plpgsql security definer set search_path = pg_catalog, pg_temp as $register_tenant$
            begin
                insert into ringfence.registered_tenant (id, display_name)
                values (tenant::{type}, shown_as)
                on conflict (id) do nothing;
                if not found then
                    perform ringfence.refuse_tenant(tenant, t.state)
                    from ringfence.registered_tenant as t
                    where t.id = tenant::{type};
                end if;
            end
            $register_tenant$
            """
        );

    /// <summary>To the state that the tenant has already is no change, and announces none.</summary>
    private static string ChangeTenant(TenantIdType type) =>
        Ddl.Text(
            $"""
            create or replace function ringfence.change_tenant(tenant text, wanted text) returns void
            language plpgsql set search_path = pg_catalog, pg_temp as $change_tenant$
            declare
                present text;
            begin
                select t.state into present
                from ringfence.registered_tenant as t
                where t.id = tenant::{type}
                for update;
                if present = wanted then
                    return;
                elsif present is null or present = 'deleted' then
                    perform ringfence.refuse_tenant(tenant, present);
                end if;
                update ringfence.registered_tenant as t
                set state = wanted,
                    display_name = case when wanted <> 'deleted' then t.display_name end,
                    changed_at = clock_timestamp(),
                    changed_by = session_user
                where t.id = tenant::{type};
            end
            $change_tenant$
            """
        );

    private static string Change(string function, string state) =>
        $"""
            create or replace function ringfence.{function}(tenant text) returns void
            language plpgsql security definer set search_path = pg_catalog, pg_temp as ${function}$
            begin
                perform ringfence.change_tenant(tenant, '{state}');
            end
            ${function}$
            """;

    /// <summary>What comes before every tenant id.</summary>
    private static SqlLiteral Nobody(TenantIdType type) =>
        new(
            type switch
            {
                TenantIdType.Uuid => "00000000-0000-0000-0000-000000000000",
                TenantIdType.BigInt or TenantIdType.Integer => "0",
                _ => "",
            }
        );

    /// <summary>After those of the contract, which take everything in the schema away from the logins first.</summary>
    private static IEnumerable<string> Grants(ContractOptions options, ContractRoles roles)
    {
        foreach (var table in new[] { "ringfence.registered_tenant", "ringfence.tenant_mark_salt" })
        {
            yield return $"revoke all on table {table} from {Logins(roles)}";
        }

        foreach (var routine in Inner.Concat(Routines.Select(routine => routine.Signature)))
        {
            yield return $"revoke all on routine {routine} from {Logins(roles)}";
        }

        foreach (var (signature, comment) in Routines)
        {
            var application = signature == State || (signature == Active && options.ApplicationListsTenants);
            yield return $"comment on routine {signature} is {new SqlLiteral(comment).Quoted}";
            yield return $"grant execute on routine {signature} to {roles.Admin.Quoted}"
                + (application ? $", {roles.Application.Quoted}" : "");
        }
    }

    private static string Logins(ContractRoles roles) => Ddl.Text($"public, {roles.Application}, {roles.Admin}");
}
