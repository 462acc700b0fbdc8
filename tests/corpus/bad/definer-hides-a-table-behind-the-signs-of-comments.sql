-- finds: RF411 function public.by_line()
-- finds: RF411 function public.by_block()
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    customer_id uuid,
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create function by_line() returns setof uuid language sql security definer
    set search_path = pg_catalog, pg_temp as $$
    select o.id from (select '--' as sign) as s, public.orders as o
$$;
create function by_block() returns setof uuid language sql security definer
    set search_path = pg_catalog, pg_temp as $$
    select o.id from (select '/*' as sign) as s, public.orders as o where o.id::text <> '*/'
$$;
