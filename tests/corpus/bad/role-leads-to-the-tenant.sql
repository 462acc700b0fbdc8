-- finds: RF311 table public.orders
-- shared: public.logins
create table logins (login name primary key, tenant uuid not null);
grant select on logins to ringfence_app;
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
alter table orders enable row level security, force row level security;
create policy fence on orders to ringfence_app
    using (tenant_id = (select l.tenant from logins as l where l.login = session_user));
grant select, insert, update, delete on orders to ringfence_app;
