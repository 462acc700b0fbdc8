-- finds: RF503 table public.orders
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    code integer not null unique default (('x' || left(md5(gen_random_uuid()::text), 4))::bit(16)::integer),
    primary key (tenant_id, id)
);
-- ringfence protect orders
