create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id),
    unique (id)
);
-- ringfence protect orders
create table order_lines (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    order_id uuid not null,
    primary key (tenant_id, id),
    foreign key (order_id) references orders (id)
);
create index on order_lines (tenant_id, order_id);
-- ringfence protect order_lines
-- finds: RF501 table public.order_lines
