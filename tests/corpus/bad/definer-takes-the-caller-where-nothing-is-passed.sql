-- undecided: RF411 function public.order_count(tenant uuid)
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    customer_id uuid,
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create function order_count(tenant uuid) returns bigint language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders as o where o.tenant_id = coalesce(tenant, ringfence.tenant())
$$;
