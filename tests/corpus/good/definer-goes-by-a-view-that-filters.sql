-- finds: nothing
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create view own_orders as select o.id from public.orders as o where o.tenant_id = ringfence.tenant();
revoke all on own_orders from public, ringfence_app;
create function order_count() returns bigint language sql security definer set search_path = pg_catalog, pg_temp
    as $$ select count(*) from public.own_orders $$;
