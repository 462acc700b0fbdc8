create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    parent uuid,
    primary key (tenant_id, id),
    unique (id),
    foreign key (parent) references orders (id)
);
-- ringfence protect orders
-- finds: RF501 table public.orders
