-- finds: RF411 function public.forget(old uuid)
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    status text,
    card text,
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
-- It may read its own rows, and delete those of all.
create role jobs;
grant usage on schema public to jobs;
grant select, delete on orders to jobs;
create policy reads on orders for select to jobs using (tenant_id = (select ringfence.tenant()));
create policy sweeps on orders for delete to jobs using (true);
create function forget(old uuid) returns void language sql security definer
    set search_path = pg_catalog, pg_temp as $$
    delete from public.orders as o where o.id = old
$$;
alter function forget(uuid) owner to jobs;
