-- undecided: RF306 table public.order_lines
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
create table order_lines (
    tenant_id uuid not null,
    order_id uuid not null,
    line integer not null,
    primary key (tenant_id, order_id, line),
    foreign key (tenant_id, order_id) references orders (tenant_id, id)
);
-- ringfence protect orders
alter table order_lines enable row level security, force row level security;
create policy fence on order_lines to ringfence_app
    using (exists (select from orders as o where o.tenant_id = order_lines.tenant_id and o.id = order_lines.order_id));
grant select, insert, update, delete on order_lines to ringfence_app;
