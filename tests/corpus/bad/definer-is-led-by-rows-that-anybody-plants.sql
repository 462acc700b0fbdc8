-- undecided: RF411 function public.order_count()
-- shared: public.wishes
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    customer_id uuid,
    primary key (tenant_id, id)
);
-- ringfence protect orders
create table wishes (owner uuid not null, wished uuid not null);
grant select, insert on wishes to ringfence_app;
reset role;
create function order_count() returns bigint language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders as o
    where exists (select from public.wishes as w where w.wished = o.tenant_id and w.owner = ringfence.tenant())
$$;
