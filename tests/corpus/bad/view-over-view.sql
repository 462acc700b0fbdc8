create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
create view inner_orders as select o.id from orders as o;
reset role;
alter view inner_orders owner to postgres;
create view outer_orders as select i.id from inner_orders as i;
alter view outer_orders owner to ringfence_owner;
grant select on inner_orders to ringfence_owner;
grant select on outer_orders to ringfence_app;
-- finds: RF401 view public.outer_orders
