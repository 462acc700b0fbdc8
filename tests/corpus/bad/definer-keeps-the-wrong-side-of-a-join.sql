-- finds: RF411 function public.order_lines_of()
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    customer_id uuid,
    primary key (tenant_id, id)
);
-- ringfence protect orders
create table lines (tenant_id uuid not null, id uuid not null default gen_random_uuid(), primary key (tenant_id, id));
-- ringfence protect lines
reset role;
create function order_lines_of() returns bigint language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders as o
    left join public.lines as l on l.tenant_id = o.tenant_id and o.tenant_id = ringfence.tenant()
$$;
