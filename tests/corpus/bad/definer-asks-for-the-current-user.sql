-- finds: RF411 function public.order_count()
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    customer_id uuid,
    primary key (tenant_id, id)
);
-- ringfence protect orders
create table members (tenant_id uuid not null, login text not null, primary key (tenant_id, login));
-- ringfence protect members
reset role;
-- The current user of a definer function is its owner.
create function order_count() returns bigint language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select count(*) from public.orders as o
    where o.tenant_id in (select m.tenant_id from public.members as m where m.login = current_user)
$$;
