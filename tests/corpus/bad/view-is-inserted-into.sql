create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
create view my_orders with (security_barrier) as select tenant_id, id from orders where tenant_id = (select ringfence.tenant());
grant insert (tenant_id, id) on my_orders to ringfence_app;
-- finds: RF406 view public.my_orders
