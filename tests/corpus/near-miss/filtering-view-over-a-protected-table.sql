create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
create view my_orders as select o.id from orders as o where o.tenant_id = (select ringfence.tenant());
grant select on my_orders to ringfence_app;
-- finds: nothing
