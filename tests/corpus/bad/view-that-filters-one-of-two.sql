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
create view order_lines with (security_barrier) as
    select l.id from orders as o, lines as l where o.tenant_id = (select ringfence.tenant()) and o.id = l.order_id;
grant select on order_lines to ringfence_app;
-- finds: RF401 view public.order_lines
