create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    number serial,
    primary key (number)
);
-- ringfence protect orders
-- finds: nothing
