-- finds: RF411 function public.order_count()
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    status text,
    card text,
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
-- Services are bound by the getter; whoever calls writes the setting of jobs.
create role jobs;
grant usage on schema public to jobs;
grant select on orders to jobs;
create policy jobs on orders to jobs using (tenant_id = nullif(current_setting('jobs.tenant', true), '')::uuid);
create function order_count() returns bigint language sql security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders
$$;
alter function order_count() owner to jobs;
