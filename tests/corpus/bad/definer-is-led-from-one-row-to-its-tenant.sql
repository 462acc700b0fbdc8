-- finds: RF411 function public.orders_beside(wanted text)
-- undecided: RF411 function public.orders_beside_mine()
-- shared: public.shares
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    customer_id uuid,
    primary key (tenant_id, id)
);
-- ringfence protect orders
create table shares (share_token text not null primary key, org uuid not null);
reset role;
create function orders_beside(wanted text) returns setof uuid language sql security definer
    set search_path = pg_catalog, pg_temp as $$
    select o.id from public.shares as s join public.orders as o on o.tenant_id = s.org where s.share_token = wanted
$$;
create function orders_beside_mine() returns setof uuid language sql security definer
    set search_path = pg_catalog, pg_temp as $$
    select b.id from public.orders as a join public.orders as b on b.tenant_id = a.tenant_id
    where a.customer_id = ringfence.tenant()
$$;
