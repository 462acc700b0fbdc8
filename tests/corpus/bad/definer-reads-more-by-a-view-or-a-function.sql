-- undecided: RF411 function public.by_a_view()
-- undecided: RF411 function public.by_a_function()
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    customer_id uuid,
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create view everything as select o.id from public.orders as o;
revoke all on everything from public, ringfence_app;
create function all_ids() returns setof uuid language sql stable as $$ select o.id from public.orders as o $$;
create function by_a_view() returns setof uuid language sql security definer
    set search_path = pg_catalog, pg_temp as $$
    select o.id from public.orders as o where o.tenant_id = ringfence.tenant() union all select e.id from public.everything as e
$$;
create function by_a_function() returns setof uuid language sql security definer
    set search_path = pg_catalog, pg_temp as $$
    select o.id from public.orders as o where o.tenant_id = ringfence.tenant() union all select public.all_ids()
$$;
