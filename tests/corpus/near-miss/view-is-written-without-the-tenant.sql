create table orders (
    tenant_id uuid not null default ringfence.tenant(),
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
create view my_orders with (security_barrier) as select id from orders where tenant_id = (select ringfence.tenant());
grant select, insert, update on my_orders to ringfence_app;
-- finds: nothing
