reset role;
create role authenticator login noinherit;
create role web_anon;
grant web_anon to authenticator;
grant usage on schema public to web_anon;
create table notes (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
grant select on notes to web_anon;
-- logins: guessed
-- finds: RF201 table public.notes
