-- finds: RF411 function public.find_order(wanted uuid)
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid() primary key
);
-- ringfence protect orders
reset role;
create function find_order(wanted uuid) returns uuid language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select o.tenant_id from public.orders as o where o.id = wanted
$$;
