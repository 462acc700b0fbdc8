-- undecided: RF411 function public.order_count(target uuid)
-- undecided: RF411 function public.as_good_as_bound(target uuid)
-- shared: public.members
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    customer_id uuid,
    primary key (tenant_id, id)
);
-- ringfence protect orders
create table members (user_id uuid not null, org uuid not null, primary key (user_id, org));
reset role;
create function order_count(target uuid) returns bigint language sql security definer
    set search_path = pg_catalog, pg_temp as $$
    with members as (select ringfence.tenant() as user_id, target as org)
    select count(*) from public.orders as o
    where o.tenant_id in (select m.org from members as m where m.user_id = ringfence.tenant())
$$;
create function as_good_as_bound(target uuid) returns bigint language sql security definer
    set search_path = pg_catalog, pg_temp as $$
    with orders as (select x.tenant_id from public.orders as x where x.id = target)
    select count(*) from orders as o where o.tenant_id = ringfence.tenant()
$$;
