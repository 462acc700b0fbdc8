-- finds: nothing
-- shared: public.sessions
create table sessions (id text primary key, tenant uuid not null);
grant select on sessions to ringfence_app;
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app
    using (tenant_id = (select s.tenant from sessions as s where s.id = current_setting('app.session', true)));
grant select, insert, update, delete on orders to ringfence_app;
