-- finds: nothing
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
-- The function's owner bypasses everything, but the view reads as its own, whom a policy keeps to the tenant.
create role reports;
grant usage on schema public to reports;
grant select on orders to reports;
create policy reports on orders to reports using (tenant_id = (select ringfence.tenant()));
create view own_orders as select o.id from orders as o;
alter view own_orders owner to reports;
revoke all on own_orders from public, ringfence_app;
create function order_count() returns bigint language sql security definer set search_path = pg_catalog, pg_temp
    as $$ select count(*) from public.own_orders $$;
create function count_again() returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform 1;
    return (select count(*) from public.own_orders);
end
$$;
