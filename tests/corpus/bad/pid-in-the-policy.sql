create table session_tenant (pid integer primary key, tenant uuid not null);
grant select on session_tenant to ringfence_app;
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
alter policy ringfence_tenant on orders rename to fence;
alter policy fence on orders
    using (tenant_id = (select s.tenant from session_tenant as s where s.pid = pg_backend_pid()))
    with check (tenant_id = (select s.tenant from session_tenant as s where s.pid = pg_backend_pid()));
-- shared: public.session_tenant
-- finds: RF704 policy fence on public.orders
