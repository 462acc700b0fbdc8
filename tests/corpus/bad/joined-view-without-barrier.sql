create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
create table lines (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    order_id uuid not null,
    primary key (tenant_id, id)
);
create view "Order Lines" as
    select l.id from orders as o
    join lines as l on l.order_id = o.id
    where o.tenant_id = (select ringfence.tenant()) and (select ringfence.tenant()) = l.tenant_id;
grant select on "Order Lines" to ringfence_app;
-- finds: RF403 view public."Order Lines"
