create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (id)
);
-- ringfence protect orders
-- finds: nothing
