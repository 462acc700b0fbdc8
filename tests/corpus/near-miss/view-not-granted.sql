create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
reset role;
create view all_orders as select o.id from orders as o;
-- finds: nothing
