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
create view ordered with (security_barrier) as
    select o.id, l.id as line_id
    from orders as o
    right join lines as l on l.tenant_id = o.tenant_id and o.tenant_id = (select ringfence.tenant())
    where l.order_id is not null;
grant select on ordered to ringfence_app;
-- finds: RF401 view public.ordered
