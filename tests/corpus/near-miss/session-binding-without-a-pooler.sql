create table session_tenant (pid integer, started timestamptz, tenant uuid not null, primary key (pid, started));
create function bound_tenant() returns uuid
language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
    select s.tenant from public.session_tenant as s
    where s.pid = pg_backend_pid()
        and s.started = (select a.backend_start from pg_stat_get_activity(pg_backend_pid()) as a)
$$;
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
alter policy ringfence_tenant on orders rename to fence;
alter policy fence on orders using (tenant_id = (select bound_tenant()))
    with check (tenant_id = (select bound_tenant()));
-- session: Npgsql
-- shared: public.session_tenant
-- finds: nothing
