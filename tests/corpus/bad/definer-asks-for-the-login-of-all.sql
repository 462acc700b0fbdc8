-- finds: RF411 function public.my_orders()
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    status text,
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
-- All tenants' services log in as one role.
create function my_orders() returns setof uuid language sql stable security definer
    set search_path = pg_catalog, pg_temp as $$
    select o.id from public.orders as o where o.status = session_user::text
$$;
