-- finds: RF503 table public.orders
create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    code text not null unique default (abs(hashtext(gen_random_uuid()::text)) % 10000)::text,
    primary key (tenant_id, id)
);
-- ringfence protect orders
