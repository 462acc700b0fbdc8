create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
create view my_orders with (security_barrier) as
    select o.tenant_id, o.id from orders as o where o.tenant_id = (select ringfence.tenant())
    with local check option;
grant select, insert, update, delete on my_orders to ringfence_app;
-- finds: nothing
