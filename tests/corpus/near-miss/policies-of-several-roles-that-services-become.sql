reset role;
create role authenticator login noinherit;
create role web_anon;
create role web_user;
grant web_anon, web_user to authenticator;
grant usage on schema public to web_anon, web_user;
create table notes (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table notes enable row level security, force row level security;
create policy anon on notes to web_anon using (tenant_id = (select ringfence.tenant()));
create policy users on notes to web_user using (tenant_id = (select ringfence.tenant()));
grant select on notes to web_anon, web_user;
-- logins: guessed
-- finds: nothing
