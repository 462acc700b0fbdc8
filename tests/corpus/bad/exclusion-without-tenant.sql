create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    during tsrange not null,
    exclude using gist (during with &&),
    primary key (tenant_id, id)
);
-- ringfence protect orders
-- finds: RF503 table public.orders
