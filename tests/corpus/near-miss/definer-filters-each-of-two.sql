-- finds: RF418 function public.totals()
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    customer_id uuid,
    primary key (tenant_id, id)
);
-- ringfence protect orders
create table invoices (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect invoices
reset role;
create function totals() returns bigint language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select (select count(*) from public.orders as o where o.tenant_id = ringfence.tenant())
        + (select count(*) from public.orders as o join public.invoices as i on i.tenant_id = o.tenant_id
            where o.tenant_id = ringfence.tenant() and o.customer_id is not null)
$$;
