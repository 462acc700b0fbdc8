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

create or replace function ringfence.random_secret() returns text
language plpgsql set search_path = pg_catalog, pg_temp as $random_secret$
begin
    return translate(encode(sha256(
        uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
    ), 'base64'), '+/=', '-_');
end
$random_secret$;

create or replace function ringfence.pad(secret bytea, filler integer) returns bytea
language plpgsql immutable set search_path = pg_catalog, pg_temp as $pad$
declare
    pad bytea := decode(repeat(lpad(to_hex(filler), 2, '0'), 64), 'hex');
begin
    for i in 0 .. octet_length(secret) - 1 loop
        pad := set_byte(pad, i, get_byte(secret, i) # filler);
    end loop;
    return pad;
end
$pad$;

create or replace function ringfence.new_key() returns text
language plpgsql set search_path = pg_catalog, pg_temp as $new_key$
declare
    id text := (select coalesce(max(k.id::integer), 0) + 1 from ringfence.signing_key as k);
    encoded text := ringfence.random_secret();
    secret bytea := decode(translate(encoded, '-_', '+/') || '=', 'base64');
begin
    insert into ringfence.signing_key (id, inner_pad, outer_pad)
    values (id, ringfence.pad(secret, 54), ringfence.pad(secret, 92));
    return 'rfk1.' || id || '.' || encoded;
end
$new_key$;

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

insert into ringfence.seal_key (inner_pad, outer_pad)
select ringfence.pad(s.secret, 54), ringfence.pad(s.secret, 92)
from (
    select pg_catalog.sha256(
        pg_catalog.uuid_send(pg_catalog.gen_random_uuid()) || pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
        || pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
    ) as secret
    offset 0
) as s
on conflict (singleton) do nothing;

create or replace function ringfence.transaction_keeps(tenant text) returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp as $transaction_keeps$
declare
    bound text := current_setting('ringfence.tenant', true);
    body text := substr(bound, 34);
    separator integer := strpos(body, '|');
begin
    if left(bound, 1) = 't' then
        return body = tenant or not exists (
            select from ringfence.seal_key as s
            where substr(bound, 2, 32) = encode(substr(sha256(s.outer_pad || sha256(s.inner_pad || 't'::bytea || int4send(pg_backend_pid()) || timestamptz_send(now()) || convert_to(body, 'UTF8'))), 1, 16), 'hex')
        );
    elsif left(bound, 1) = 's' and substr(body, separator + 1, 16) = encode(timestamptz_send(now()), 'hex') then
        return substr(body, separator + 19 + length(split_part(body, '|', 3))) = tenant or not exists (
            select from ringfence.seal_key as s
            where substr(bound, 2, 32) = encode(substr(sha256(s.outer_pad || sha256(s.inner_pad || 'k'::bytea || int4send(pg_backend_pid()) || timestamptz_send(ringfence.session_start()) || convert_to(body, 'UTF8'))), 1, 16), 'hex')
        );
    end if;
    return true;
end
$transaction_keeps$;

create or replace function ringfence.refuse_token(token text) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $refuse_token$
begin
    if not exists (
        select from ringfence.signing_key as k where k.id = split_part(token, '|', 3) and sha256(convert_to(left(token, 64), 'UTF8')) = sha256(convert_to(encode(sha256(k.outer_pad
                || sha256(k.inner_pad || convert_to(substr(token, 66), 'UTF8'))), 'hex'), 'UTF8'))
            and split_part(token, '|', 2) = 'rf1'
            and (k.not_after is null or k.not_after > clock_timestamp())
    ) then
        raise exception using errcode = '42501', schema = 'ringfence', constraint = 'token_forged',
            message = 'Ringfence: this is no token signed with one of the database''s keys',
            hint = 'Check that the service has the key that the last ''ringfence key rotate'' made.';
    elsif not split_part(token, '|', 4)::bigint > extract(epoch from clock_timestamp()) then
        raise exception using errcode = '42501', schema = 'ringfence', constraint = 'token_expired',
            message = 'Ringfence: the token has expired',
            hint = format('The server''s clock says %s: check the service''s.', clock_timestamp());
    elsif not abs(split_part(token, '|', 4)::bigint - extract(epoch from clock_timestamp()) - 90000 / 2) < 90000 / 2 then
        raise exception using errcode = '42501', schema = 'ringfence', constraint = 'token_too_long',
            message = 'Ringfence: the token lasts for longer than 25 hours',
            hint = 'Sign tokens that last for minutes, and a new one before each has expired.';
    elsif not (split_part(token, '|', 5) = '' or split_part(token, '|', 5) = pg_backend_pid() || '@' || coalesce(host(inet_client_addr()) || ':' || inet_client_port(), encode(timestamptz_send(ringfence.session_start()), 'hex'))) then
        raise exception using errcode = '42501', schema = 'ringfence', constraint = 'token_foreign',
            message = 'Ringfence: the token was made for another server process',
            hint = 'Behind a pooler that moves connections, sign tokens without a backend: UnsafeTokensForAnyBackend.';
    elsif exists (select from ringfence.seal_key) then
        raise exception using errcode = '42501', schema = 'ringfence', constraint = 'tenant_changed',
            message = 'Ringfence: this transaction is bound to another tenant',
            hint = 'End the transaction before binding to another tenant.';
    else
        raise exception using errcode = '42501', schema = 'ringfence', constraint = 'seal_key_missing',
            message = 'Ringfence: the database has lost its seal key',
            hint = 'Run ''ringfence init'' to make another.';
    end if;
end
$refuse_token$;

create or replace function ringfence.session_tenant(bound text) returns text
language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp as $session_tenant$
declare
    body text := substr(bound, 34);
    key_valid boolean;
begin
    select k.id is not null into key_valid
    from ringfence.seal_key as s
    left join ringfence.signing_key as k
        on k.id = split_part(body, '|', 3) and (k.not_after is null or k.not_after > clock_timestamp())
    where left(bound, 1) = 's' and sha256(convert_to(substr(bound, 2, 32), 'UTF8')) = sha256(convert_to(
        encode(substr(sha256(s.outer_pad || sha256(s.inner_pad || 'k'::bytea || int4send(pg_backend_pid()) || timestamptz_send(ringfence.session_start()) || convert_to(body, 'UTF8'))), 1, 16), 'hex'), 'UTF8'));
    if not found then
        raise exception using errcode = '42501', schema = 'ringfence', constraint = 'seal_foreign',
            message = 'Ringfence: ringfence.tenant was not set by ringfence.bind in this transaction',
            hint = 'Only ringfence.bind and ringfence.set_tenant may set it: they take a signed token.';
    elsif not key_valid then
        raise exception using errcode = '42501', schema = 'ringfence', constraint = 'key_revoked',
            message = 'Ringfence: the key that signed this session''s token is not valid any more',
            hint = 'Call ringfence.set_tenant with a token of the key that the last ''ringfence key rotate'' made.';
    elsif split_part(body, '|', 1)::bigint <= extract(epoch from clock_timestamp()) then
        raise exception using errcode = '42501', schema = 'ringfence', constraint = 'token_expired',
            message = 'Ringfence: the token that this session was bound with has expired',
            hint = 'Call ringfence.set_tenant with a new token whenever the connection is taken.';
    end if;
    return substr(body, strpos(body, '|') + 19 + length(split_part(body, '|', 3)));
end
$session_tenant$;

create or replace procedure ringfence.bind(token text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan as $bind$
begin
    perform set_config('ringfence.tenant', 't' || encode(substr(sha256(s.outer_pad || sha256(s.inner_pad || 't'::bytea || int4send(pg_backend_pid()) || timestamptz_send(now()) || 
        convert_to(t.tenant, 'UTF8'))), 1, 16), 'hex') || t.tenant, true)
    from ringfence.signing_key as k, ringfence.seal_key as s, lateral (select substr(token, 73 + length(split_part(token, '|', 3)) + length(split_part(token, '|', 4)) + length(split_part(token, '|', 5))) as tenant offset 0) as t
    where k.id = split_part(token, '|', 3) and case
        when sha256(convert_to(left(token, 64), 'UTF8')) = sha256(convert_to(encode(sha256(k.outer_pad
                || sha256(k.inner_pad || convert_to(substr(token, 66), 'UTF8'))), 'hex'), 'UTF8'))
            and split_part(token, '|', 2) = 'rf1'
            and (k.not_after is null or k.not_after > clock_timestamp())
        then abs(split_part(token, '|', 4)::bigint - extract(epoch from clock_timestamp()) - 90000 / 2) < 90000 / 2 and (split_part(token, '|', 5) = '' or split_part(token, '|', 5) = pg_backend_pid() || '@' || coalesce(host(inet_client_addr()) || ':' || inet_client_port(), encode(timestamptz_send(ringfence.session_start()), 'hex'))) and (coalesce(current_setting('ringfence.tenant', true), '') = '' or ringfence.transaction_keeps(t.tenant))
    end;
    if not found then
        perform ringfence.refuse_token(token);
    end if;
end
$bind$;

create or replace function ringfence.set_tenant(token text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $set_tenant$
begin
    perform set_config('ringfence.tenant', 's' || encode(substr(sha256(s.outer_pad || sha256(s.inner_pad || 'k'::bytea || int4send(pg_backend_pid()) || timestamptz_send(ringfence.session_start()) || 
        convert_to(b.body, 'UTF8'))), 1, 16), 'hex') || b.body, false)
    from ringfence.signing_key as k, ringfence.seal_key as s, lateral (select substr(token, 73 + length(split_part(token, '|', 3)) + length(split_part(token, '|', 4)) + length(split_part(token, '|', 5))) as tenant offset 0) as t,
        lateral (
            select split_part(token, '|', 4) || '|' || encode(timestamptz_send(now()), 'hex') || '|' || k.id
                || '|' || t.tenant as body
            offset 0
        ) as b
    where k.id = split_part(token, '|', 3) and case
        when sha256(convert_to(left(token, 64), 'UTF8')) = sha256(convert_to(encode(sha256(k.outer_pad
                || sha256(k.inner_pad || convert_to(substr(token, 66), 'UTF8'))), 'hex'), 'UTF8'))
            and split_part(token, '|', 2) = 'rf1'
            and (k.not_after is null or k.not_after > clock_timestamp())
        then abs(split_part(token, '|', 4)::bigint - extract(epoch from clock_timestamp()) - 90000 / 2) < 90000 / 2 and (split_part(token, '|', 5) = '' or split_part(token, '|', 5) = pg_backend_pid() || '@' || coalesce(host(inet_client_addr()) || ':' || inet_client_port(), encode(timestamptz_send(ringfence.session_start()), 'hex'))) and (coalesce(current_setting('ringfence.tenant', true), '') = '' or ringfence.transaction_keeps(t.tenant))
    end;
    if not found then
        perform ringfence.refuse_token(token);
    end if;
end
$set_tenant$;

create or replace function ringfence.unset_tenant() returns void
language plpgsql set search_path = pg_catalog, pg_temp as $unset_tenant$
begin
    perform set_config('ringfence.tenant', '', false);
end
$unset_tenant$;

create or replace function ringfence.tenant() returns uuid
language plpgsql stable parallel restricted security definer
set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan as $tenant$
begin
    return (
        select case
            when coalesce(b.bound, '') = '' then null
            when left(b.bound, 1) = 't' and sha256(convert_to(substr(b.bound, 2, 32), 'UTF8')) = sha256(
                convert_to(encode(substr(sha256(s.outer_pad || sha256(s.inner_pad || 't'::bytea || int4send(pg_backend_pid()) || timestamptz_send(now()) || 
                convert_to(substr(b.bound, 34), 'UTF8'))), 1, 16), 'hex'), 'UTF8'))
            then substr(b.bound, 34)::uuid
            else ringfence.session_tenant(b.bound)::uuid
        end
        from ringfence.seal_key as s,
            (select current_setting('ringfence.tenant', true) as bound offset 0) as b
    );
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

comment on routine ringfence.bind(text) is 'binds this transaction to the tenant that a token names';

grant execute on routine ringfence.bind(text) to "app_SUFFIX";

comment on routine ringfence.set_tenant(text) is 'binds this session to the tenant that a token names';

grant execute on routine ringfence.set_tenant(text) to "app_SUFFIX";

alter default privileges for role "owner_SUFFIX" revoke all on tables from public;

alter default privileges for role "owner_SUFFIX" revoke all on sequences from public;

alter default privileges for role "owner_SUFFIX" revoke all on functions from public;

alter default privileges for role "owner_SUFFIX" revoke all on types from public;

alter default privileges for role "owner_SUFFIX" revoke all on schemas from public;

insert into ringfence.contract (version, binding, tenant_type, application_role, admin_role)
values (1, 'signed', 'uuid',
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
