-- finds: RF411 function public.find_order(wanted text)
-- finds: RF503 table public.orders
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    token text not null unique default left(gen_random_uuid()::text, 6),
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create function find_order(wanted text) returns uuid language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select o.id from public.orders as o where o.token = wanted
$$;
