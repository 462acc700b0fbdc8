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
alter table notes enable row level security, force row level security;
create policy fence on notes to web_anon
    using (tenant_id = current_setting('app.tenant')::uuid) with check (tenant_id = current_setting('app.tenant')::uuid);
grant select on notes to web_anon;
-- logins: guessed
-- finds: RF320 policy fence on public.notes
-- finds: RF802 policy fence on public.notes
