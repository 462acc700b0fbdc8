create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
create view all_orders as select o.tenant_id, o.id from orders as o;
grant select on all_orders to ringfence_app;
-- finds: RF401 view public.all_orders
