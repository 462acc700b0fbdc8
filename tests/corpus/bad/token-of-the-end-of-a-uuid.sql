-- finds: RF503 table public.orders
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    code text not null unique default substr(gen_random_uuid()::text, 33),
    primary key (tenant_id, id)
);
-- ringfence protect orders
