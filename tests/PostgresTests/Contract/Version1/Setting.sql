begin;

set local search_path = pg_catalog, pg_temp;

create role "owner_SUFFIX" nologin nosuperuser nocreatedb nocreaterole noreplication;

create role "app_SUFFIX" login nosuperuser nocreatedb nocreaterole noreplication;

create role "admin_SUFFIX" login nosuperuser nocreatedb nocreaterole noreplication;

alter role "admin_SUFFIX" bypassrls;

grant "app_SUFFIX" to "owner_SUFFIX";

create schema if not exists ringfence authorization "owner_SUFFIX";

set local role "owner_SUFFIX";

create table if not exists ringfence.contract (
    singleton boolean primary key default true check (singleton),
    version integer not null,
    binding text not null,
    tenant_type text not null,
    application_role name not null,
    admin_role name not null,
    installed_at timestamptz not null default now()
);

create table if not exists ringfence.signing_key (
    id text primary key,
    inner_pad bytea not null check (octet_length(inner_pad) = 64),
    outer_pad bytea not null check (octet_length(outer_pad) = 64),
    created_at timestamptz not null default now(),
    not_after timestamptz
);

create table if not exists ringfence.seal_key (
    singleton boolean primary key default true check (singleton),
    inner_pad bytea not null check (octet_length(inner_pad) = 64),
    outer_pad bytea not null check (octet_length(outer_pad) = 64)
);

create table if not exists ringfence.password (
    id text primary key,
    hash text not null,
    created_at timestamptz not null default now(),
    not_after timestamptz
);

create unlogged table if not exists ringfence.session (
    pid integer primary key,
    backend_start timestamptz not null,
    tenant text not null
);

drop function if exists ringfence.set_tenant_id(uuid, text);

drop function if exists ringfence.new_password();

drop function if exists ringfence.session_tenant(text);

drop function if exists ringfence.refuse_token(text);

drop function if exists ringfence.transaction_keeps(text);

drop function if exists ringfence.new_key();

drop function if exists ringfence.pad(bytea, integer);

drop function if exists ringfence.random_secret();

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
$session_start$;

create or replace function ringfence.backend() returns text
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $backend$
begin
    return pg_backend_pid() || '@' || coalesce(host(inet_client_addr()) || ':' || inet_client_port(), encode(timestamptz_send(ringfence.session_start()), 'hex'));
end
$backend$;

create or replace procedure ringfence.bind(token text)
language plpgsql set search_path = pg_catalog, pg_temp as $bind$
begin
    perform set_config('ringfence.tenant', token, true);
end
$bind$;

create or replace function ringfence.set_tenant(token text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $set_tenant$
begin
    perform set_config('ringfence.tenant', token, false);
end
$set_tenant$;

create or replace function ringfence.unset_tenant() returns void
language plpgsql set search_path = pg_catalog, pg_temp as $unset_tenant$
begin
    perform set_config('ringfence.tenant', '', false);
end
$unset_tenant$;

create or replace function ringfence.tenant() returns uuid
language sql stable parallel safe
return nullif(pg_catalog.current_setting('ringfence.tenant', true), '')::uuid;

create or replace function ringfence.get_tenant() returns text
language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp as $get_tenant$
begin
    return ringfence.tenant()::text;
end
$get_tenant$;

revoke all on schema ringfence from public, "app_SUFFIX", "admin_SUFFIX";

revoke all on all tables in schema ringfence from public, "app_SUFFIX", "admin_SUFFIX";

revoke all on all routines in schema ringfence from public, "app_SUFFIX", "admin_SUFFIX";

grant usage on schema ringfence to "app_SUFFIX", "admin_SUFFIX";

grant select on table ringfence.contract to "app_SUFFIX", "admin_SUFFIX";

comment on routine ringfence.backend() is 'names the server process that serves this connection';

grant execute on routine ringfence.backend() to "app_SUFFIX";

comment on routine ringfence.unset_tenant() is 'unbinds this session';

grant execute on routine ringfence.unset_tenant() to "app_SUFFIX", "admin_SUFFIX";

comment on routine ringfence.tenant() is 'the bound tenant; null when unbound';

grant execute on routine ringfence.tenant() to "app_SUFFIX", "admin_SUFFIX";

comment on routine ringfence.get_tenant() is 'the bound tenant as text; null when unbound';

grant execute on routine ringfence.get_tenant() to "app_SUFFIX", "admin_SUFFIX";

comment on routine ringfence.bind(text) is 'binds this transaction to a tenant';

grant execute on routine ringfence.bind(text) to "app_SUFFIX";

comment on routine ringfence.set_tenant(text) is 'binds this session to a tenant';

grant execute on routine ringfence.set_tenant(text) to "app_SUFFIX";

alter default privileges for role "owner_SUFFIX" revoke all on tables from public;

alter default privileges for role "owner_SUFFIX" revoke all on sequences from public;

alter default privileges for role "owner_SUFFIX" revoke all on functions from public;

alter default privileges for role "owner_SUFFIX" revoke all on types from public;

alter default privileges for role "owner_SUFFIX" revoke all on schemas from public;

insert into ringfence.contract (version, binding, tenant_type, application_role, admin_role)
values (1, 'setting', 'uuid',
    'app_SUFFIX', 'admin_SUFFIX')
on conflict (singleton) do update set
    version = excluded.version,
    binding = excluded.binding,
    tenant_type = excluded.tenant_type,
    application_role = excluded.application_role,
    admin_role = excluded.admin_role,
    installed_at = excluded.installed_at;

reset role;

commit;
