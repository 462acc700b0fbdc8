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
create table notes (tenant_id uuid not null, line_id uuid not null, note text, primary key (tenant_id, line_id));
create view noted with (security_barrier) as
    select o.id, l.id as line_id, n.note
    from orders as o
    join lines as l using (tenant_id)
    left join notes as n on n.tenant_id = l.tenant_id and n.line_id = l.id
    where o.tenant_id::text = (select ringfence.tenant()::text) and o.id = l.order_id;
grant select on noted to ringfence_app;
-- finds: nothing
