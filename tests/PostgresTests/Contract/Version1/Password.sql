begin;

set local search_path = pg_catalog, pg_temp;

create role "owner_SUFFIX" nologin nosuperuser nocreatedb nocreaterole noreplication;

create role "app_SUFFIX" login nosuperuser nocreatedb nocreaterole noreplication;

create role "admin_SUFFIX" login nosuperuser nocreatedb nocreaterole noreplication;

alter role "admin_SUFFIX" bypassrls;

grant "app_SUFFIX" to "owner_SUFFIX";

create extension if not exists pgcrypto with schema public;

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

drop function if exists ringfence.session_tenant(text);

drop function if exists ringfence.refuse_token(text);

drop function if exists ringfence.transaction_keeps(text);

drop function if exists ringfence.new_key();

drop function if exists ringfence.pad(bytea, integer);

create or replace function ringfence.random_secret() returns text
language plpgsql set search_path = pg_catalog, pg_temp as $random_secret$
begin
    return translate(encode(sha256(
        uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
    ), 'base64'), '+/=', '-_');
end
$random_secret$;

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

create or replace function ringfence.new_password() returns text
language plpgsql set search_path = pg_catalog, pg_temp as $new_password$
declare
    id text := (select coalesce(max(p.id::integer), 0) + 1 from ringfence.password as p);
    password text := 'rfp1.' || id || '.' || ringfence.random_secret();
begin
    insert into ringfence.password (id, hash)
    values (id, "public".crypt(password, "public".gen_salt('bf', 8)));
    return password;
end
$new_password$;

drop procedure if exists ringfence.bind(text);

create or replace function ringfence.set_tenant_id(id uuid, password text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $set_tenant_id$
declare
    given text := password;
begin
    if id is null or ('uuid' in ('bigint', 'integer') and id::text = '-1') then
        delete from ringfence.session as s where s.pid = pg_backend_pid();
        return;
    end if;

    if not exists (
        select from ringfence.password as p
        where (p.not_after is null or p.not_after > clock_timestamp())
            and p.hash = "public".crypt(given, p.hash)
    ) then
        raise exception using errcode = '42501', schema = 'ringfence', constraint = 'password_wrong',
            message = 'Ringfence: the password is wrong',
            hint = 'Check that the service has the password that the last ''ringfence key rotate'' made.';
    end if;

    insert into ringfence.session (pid, backend_start, tenant)
    values (pg_backend_pid(), ringfence.session_start(), id::text)
    on conflict (pid) do update set backend_start = excluded.backend_start, tenant = excluded.tenant;
end
$set_tenant_id$;

create or replace function ringfence.set_tenant(token text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $set_tenant$
begin
    raise exception using errcode = '42501', schema = 'ringfence', constraint = 'password_missing',
        message = 'Ringfence: this database binds by password',
        hint = 'Call ringfence.set_tenant_id with the tenant and the password.';
end
$set_tenant$;

create or replace function ringfence.unset_tenant() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $unset_tenant$
begin
    delete from ringfence.session as s where s.pid = pg_backend_pid();
end
$unset_tenant$;

create or replace function ringfence.tenant() returns uuid
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
    return bound.tenant::uuid;
end
$tenant$;

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

comment on routine ringfence.set_tenant_id(uuid, text) is 'binds this session to a tenant';

grant execute on routine ringfence.set_tenant_id(uuid, text) to "app_SUFFIX";

comment on routine ringfence.set_tenant(text) is 'says to use set_tenant_id';

grant execute on routine ringfence.set_tenant(text) to "app_SUFFIX";

alter default privileges for role "owner_SUFFIX" revoke all on tables from public;

alter default privileges for role "owner_SUFFIX" revoke all on sequences from public;

alter default privileges for role "owner_SUFFIX" revoke all on functions from public;

alter default privileges for role "owner_SUFFIX" revoke all on types from public;

alter default privileges for role "owner_SUFFIX" revoke all on schemas from public;

insert into ringfence.contract (version, binding, tenant_type, application_role, admin_role)
values (1, 'password', 'uuid',
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
